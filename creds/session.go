package creds

import (
	"cmp"
	"slices"
)

// KeepForRun keeps a profile in memory until the program ends, before any
// stored one of the name; without a name it is the default one.
func (s *Store) KeepForRun(p Profile) error {
	if p.Name == "" {
		p.Name = DefaultProfile
	}
	if err := CheckName(p.Name); err != nil {
		return err
	}
	if p.Source.Kind != FromDemo {
		p.Source = sessionSource()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session == nil {
		s.session = map[string]Profile{}
	}
	s.session[p.Name] = p
	s.current = p.Name
	return nil
}

// kept is the profile of a name kept for this run; without a name, the last.
func (s *Store) kept(name string) (Profile, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == "" {
		name = s.current
	}
	p, ok := s.session[name]
	return p, ok
}

func (s *Store) changeKept(name string, change func(*Profile)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.session[name]
	if ok {
		change(&p)
		s.session[name] = p
	}
	return ok
}

// dropKept forgets a profile kept for this run.
func (s *Store) dropKept(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.session[name]
	delete(s.session, name)
	if s.current == name {
		s.current = ""
	}
	return ok
}

func (s *Store) listSession() []Listed {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Listed
	for name, p := range s.session {
		list = append(list, Listed{Profile: p, Default: name == s.current})
	}
	slices.SortFunc(list, func(a, b Listed) int { return cmp.Compare(a.Name, b.Name) })
	return list
}
