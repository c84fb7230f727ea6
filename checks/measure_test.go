package checks_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the code may measure, tests aside. A tab is four columns.
const (
	maxColumns    = 140
	maxLines      = 80 // of a function
	maxComplexity = 20 // of a function: its branches and one, as gocyclo counts
	maxMethods    = 40
	maxRoot       = 400 // lines of tui/ui.go
)

// TestCodeKeepsItsMeasure: no line, function or type outgrows what a reader can hold.
func TestCodeKeepsItsMeasure(t *testing.T) {
	root := filepath.Dir(workingDir(t))
	methods := map[string]int{}
	measured := func(what string, is, most int) {
		if is > most {
			t.Errorf("%s: %d, at most %d", what, is, most)
		}
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() != filepath.Base(root) && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		within, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name, files := filepath.ToSlash(within), token.NewFileSet()
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		longLines(t, name, string(text), rawLines(files, parsed))
		if name == "tui/ui.go" {
			measured(name+": lines", files.File(parsed.Pos()).LineCount(), maxRoot)
		}
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			measured(name+": lines of "+f.Name.Name, files.Position(f.End()).Line-files.Position(f.Pos()).Line+1, maxLines)
			measured(name+": complexity of "+f.Name.Name, complexity(f), maxComplexity)
			if f.Recv != nil {
				methods[filepath.ToSlash(filepath.Dir(within))+": methods of "+receiver(f.Recv.List[0].Type)]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for what, n := range methods {
		measured(what, n, maxMethods)
	}
}

// rawLines are the lines of raw texts, which cannot be broken: patterns, pages.
func rawLines(files *token.FileSet, parsed *ast.File) map[int]bool {
	raw := map[int]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && strings.HasPrefix(s.Value, "`") {
			for i := files.Position(s.Pos()).Line; i <= files.Position(s.End()).Line; i++ {
				raw[i] = true
			}
		}
		return true
	})
	return raw
}

func longLines(t *testing.T, name, text string, raw map[int]bool) {
	t.Helper()
	for i, line := range strings.Split(text, "\n") {
		columns := 0
		for _, r := range line {
			if columns++; r == '\t' {
				columns += 3 - (columns-1)%4
			}
		}
		if columns > maxColumns && !raw[i+1] {
			t.Errorf("%s:%d has %d columns, at most %d", name, i+1, columns, maxColumns)
		}
	}
}

// complexity counts a function's branches as gocyclo does.
func complexity(f *ast.FuncDecl) int {
	n := 1
	ast.Inspect(f, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			if x.List != nil {
				n++
			}
		case *ast.CommClause:
			if x.Comm != nil {
				n++
			}
		case *ast.BinaryExpr:
			if x.Op == token.LAND || x.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return n
}

func receiver(t ast.Expr) string {
	switch x := t.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.IndexListExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

func workingDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
