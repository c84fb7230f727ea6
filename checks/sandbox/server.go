// Package sandbox plays Stripe (API version 2023-10-16) and FirstPromoter (API
// v1 and v2) on loopback over real HTTP, with invented merchants whose sales
// each show one cause of the catalogue. It shares no code with the clients, so
// that a mistake about either service cannot hide on both sides.
//
// Adding a scenario is adding data: see scenarios_*.go.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The two services, as Options.Wrap names them.
const (
	StripeService        = "stripe"
	FirstPromoterService = "firstpromoter"
)

// Options of a sandbox. The zero value serves the demo merchant.
type Options struct {
	// Scenario names the scenario, or the world, to serve; "" is the demo
	// merchant, who holds most of them side by side.
	Scenario string
	// Now is the clock; nil is time.Now. A world's times are fixed when the
	// sandbox starts, but a record dated in the future appears only when its time comes.
	Now func() time.Time
	// Wrap, if set, is put around the handler of each service, to break it on purpose.
	Wrap func(service string, next http.Handler) http.Handler
	// Variant, if set, gives every record another id, name and moment.
	Variant string
	// Crowd adds so many buyers whom nobody referred and, where the account has
	// leads, as many leads whom Stripe does not know, and some promoters.
	Crowd int
	// Size, if not 0, serves a merchant with so many referrals in place of a
	// scenario's: ten times as many customers, who paid fifteen times as often, and
	// up to 60 planted problems, which are the scenarios.
	Size int
	// Latency is how long each answer takes on its way.
	Latency time.Duration
	// Limits refuse more requests than that with status 429.
	Limits Limits
	// Faults break the services, each in its place; the first one comes first.
	Faults []Fault
}

// Server is a running sandbox. Its keys work nowhere else.
type Server struct {
	StripeBase        string // scheme, host and port
	FirstPromoterBase string
	StripeKey         string // full key of the mode the merchant sells in
	FirstPromoterKey  string // API v2, with AccountID
	AccountID         string // FirstPromoter's account id
	// FirstPromoterV1Key is for API v1, without an account id.
	FirstPromoterV1Key string
	StripeAccount      string // acct_…

	asked, refused atomic.Int64 // requests, and those refused for a limit

	opts    Options
	world   *world
	lock    *sync.RWMutex // shared with the servers of the same world
	servers []*http.Server
	held    []net.Conn
	done    sync.WaitGroup
	busy    sync.RWMutex // held for reading by every request while it is answered
	over    chan struct{}
	close   sync.Once
}

// Start serves a world until Close.
func Start(opts Options) (*Server, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Size > 0 {
		return serve(buildSized(opts), &sync.RWMutex{}, opts)
	}
	name, err := worldOf(opts.Scenario)
	if err != nil {
		return nil, err
	}
	return serve(build(name, opts), &sync.RWMutex{}, opts)
}

// Broken serves the same world once more, with these faults. It is closed
// apart from the first.
func (s *Server) Broken(faults ...Fault) (*Server, error) {
	opts := s.opts
	opts.Faults = faults
	return serve(s.world, s.lock, opts)
}

func serve(w *world, lock *sync.RWMutex, opts Options) (*Server, error) {
	for _, f := range opts.Faults {
		if err := f.check(); err != nil {
			return nil, err
		}
	}
	s := &Server{
		opts: opts, world: w, lock: lock, over: make(chan struct{}),
		StripeKey:          w.stripeKeys[w.defaultKey].text,
		FirstPromoterKey:   w.firstPromoterKeys[FirstPromoterV2].text,
		FirstPromoterV1Key: w.firstPromoterKeys[FirstPromoterV1].text,
		AccountID:          w.company.accountID,
		StripeAccount:      w.account.id,
	}
	services := []struct {
		name    string
		handler http.Handler
		limits  []limit
		base    *string
	}{
		{StripeService, stripeHandler(w), opts.Limits.ofStripe(), &s.StripeBase},
		{FirstPromoterService, firstPromoterHandler(w), opts.Limits.ofFirstPromoter(), &s.FirstPromoterBase},
	}
	for _, x := range services {
		h := delayed(s.limited(s.locked(x.handler), x.limits), opts.Latency)
		if w.trouble != nil {
			h = w.trouble(x.name, h)
		}
		var err error
		if *x.base, err = s.listen(x.name, h); err != nil {
			_ = s.Close()
			return nil, err
		}
	}
	return s, nil
}

// listen serves a handler, with its faults, on a free port of 127.0.0.1.
func (s *Server) listen(service string, h http.Handler) (base string, err error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("the sandbox found no free port on 127.0.0.1: %w", err)
	}
	scheme := "http"
	gone := sync.OnceFunc(func() { _ = l.Close() })
	h = (&broken{vanish: gone, over: s.over}).around(service, s.opts.Faults, h)
	if s.opts.Wrap != nil {
		h = s.opts.Wrap(service, h)
	}
	answered := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy.RLock()
		defer s.busy.RUnlock()
		h.ServeHTTP(w, r)
	})
	// Broken connections are what the faults are for: nothing to log.
	srv := &http.Server{Handler: answered, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	for _, f := range s.opts.Faults {
		switch {
		case !f.hits(service):
		case f.Name == "refused":
			if err := s.hold(l); err != nil {
				gone()
				return "", err
			}
			if f.Path == "" && f.After == 0 {
				gone()
			}
		case f.Name == "tls":
			scheme = "https"
			if srv.TLSConfig, err = untrusted(); err != nil {
				gone()
				return "", fmt.Errorf("the sandbox could not make a certificate: %w", err)
			}
		}
	}
	s.servers = append(s.servers, srv)
	s.done.Add(1)
	go func() {
		defer s.done.Done()
		if scheme == "https" {
			_ = srv.ServeTLS(l, "", "") // ends with ErrServerClosed
			return
		}
		_ = srv.Serve(l)
	}()
	return scheme + "://" + l.Addr().String(), nil
}

// hold keeps a port in use, so that nobody else listens there once we do not.
func (s *Server) hold(l net.Listener) error {
	ours, err := new(net.Dialer).DialContext(context.Background(), "tcp", l.Addr().String())
	if err != nil {
		return fmt.Errorf("the sandbox could not reach its own port: %w", err)
	}
	theirs, err := l.Accept()
	if err != nil {
		return errors.Join(err, ours.Close())
	}
	s.held = append(s.held, ours, theirs)
	return nil
}

// Close stops both services and waits for them. Requests still running get a
// second to be answered, then their connections break.
func (s *Server) Close() error {
	s.close.Do(func() { close(s.over) })
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var errs []error
	for _, srv := range s.servers {
		if err := srv.Shutdown(ctx); err != nil {
			errs = append(errs, srv.Close())
		}
	}
	for _, c := range s.held {
		_ = c.Close() // a second Close finds them closed
	}
	s.done.Wait()
	s.busy.Lock() // net/http's Close does not wait for requests
	defer s.busy.Unlock()
	return errors.Join(errs...)
}

// World is the name of the world that is served; "demo" is the demo merchant.
func (s *Server) World() string { return s.world.name }

// Scenarios lists the scenarios of the world that is served.
func (s *Server) Scenarios() []Scenario { return slices.Clone(s.world.scenarios) }

// Credentials are the keys with which a scenario is meant to be looked at, on
// one API version. AccountID is empty on v1.
func (s *Server) Credentials(sc Scenario, api string) Credentials {
	key := sc.StripeKey
	if key == "" {
		key = s.world.defaultKey
	}
	c := Credentials{Stripe: s.world.stripeKeys[key].text}
	switch {
	case sc.FirstPromoterKey != "":
		c.FirstPromoter = s.world.firstPromoterKeys[sc.FirstPromoterKey].text
	case api == V1:
		c.FirstPromoter = s.FirstPromoterV1Key
	default:
		c.FirstPromoter = s.FirstPromoterKey
	}
	if api != V1 {
		c.AccountID = s.AccountID
	}
	return c
}

// Credentials are what a user would type on the keys screen.
type Credentials struct {
	Stripe, FirstPromoter, AccountID string
}

// Change lays fields over one record of the world that is served, as a person
// mending it in a dashboard would: a Stripe object by its id, in Stripe's JSON,
// a referral as ref_N (email, uid, state), or a promotion as promotion_N (coupon, state).
func (s *Server) Change(id string, fields map[string]any) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.world.change(id, fields) {
		return nil
	}
	return fmt.Errorf("the sandbox has no record called %q", id)
}

// locked keeps requests apart from Change.
func (s *Server) locked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.lock.RLock()
		defer s.lock.RUnlock()
		next.ServeHTTP(w, r)
	})
}
