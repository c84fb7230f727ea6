#!/usr/bin/env bash
# In GitHub-flavoured Markdown as remark-gfm 4.0.1 reads it, escaping the @ of an e-mail
# address does not keep it from becoming a mailto link: neither the character reference
# &#64; nor a backslash does. A reference elsewhere takes a character's special meaning
# away, so one would expect plain text. Only a code span leaves the address alone; and
# marked 16.0.0 answers the same two differently again.
# Needs: node, npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-audit --no-fund remark@15.0.1 remark-gfm@4.0.1 remark-html@16.0.1 marked@16.0.0
npm ls --depth=0 | tail -n +2
cat >run.js <<'JS'
import { remark } from 'remark'
import gfm from 'remark-gfm'
import html from 'remark-html'
import { marked } from 'marked'

for (const text of ['a&#64;b.example', 'a\\@b.example', '`a@b.example`']) {
  console.log(text)
  console.log('  remark-gfm:', String(await remark().use(gfm).use(html).process(text)).trim())
  console.log('  marked:    ', marked(text).trim())
}
JS
node run.js | tee seen
diff seen - <<'SEEN' && echo "as found"
a&#64;b.example
  remark-gfm: <p><a href="mailto:a@b.example">a@b.example</a></p>
  marked:     <p>a&#64;b.example</p>
a\@b.example
  remark-gfm: <p><a href="mailto:a@b.example">a@b.example</a></p>
  marked:     <p>a@b.example</p>
`a@b.example`
  remark-gfm: <p><code>a@b.example</code></p>
  marked:     <p><code>a@b.example</code></p>
SEEN
