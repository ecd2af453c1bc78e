// Package web is the register as pages: rendered on the server from typed
// views, in Chinese and English, readable without scripts, usable with the
// keyboard alone. It decides nothing: every page calls use cases of package
// desk, which check rights and note the act.
//
// # How a page is added
//
// Take an area (say transfers) with three things of its own, so that areas are
// written side by side without conflicts:
//
//	transfers.go              routes, views, handlers
//	templates/transfers/      one file a page, each defines "main"; _*.html are shared within the area
//	i18n/{zh,en}/transfer.json  its texts; every key begins with "transfer."
//
// 1. Routes. A file registers its own in init:
//
//	area(func(s *site) {
//		s.lists("/transfers", access.Transfer, listTransfers)   // GET, and POST for words to find and Excel
//		s.get("/transfers/{id}", access.Transfer, showTransfer)
//		s.post("/transfers/{id}", access.Transfer, actOnTransfer)
//		s.door(30, "transfer.nav", "transfer.title", "/transfers", access.Transfer) // the menu, by right
//	})
//
// 2. A handler takes a *request (by, lang, ctx, desk, typed, PathValue …) and
// gives an error or answers once: q.show(status, "transfers/one.html", title,
// view) for a page, q.redirect(path) after an act (with q.tell(key, args…) for
// the sentence that the next page shows), q.list for a page that is one list.
// An error of the register becomes a page of its kind; in a form, call
// form.fill(q) and form.refuse(q, err), and show the form again: nothing that
// was typed is lost, and the summary above it leads to the field.
//
// 3. A view is a struct with texts ready to be shown. Templates call t, field,
// code, value, place, post, num, when, tag and the parts: {{template "table"
// .Table}}, "preview", "form", "input", "summary", "card", "unmasking", "tag".
// No style or script inside templates: the policy forbids it.
//
// 4. A list is a package variable of type *list[T] (see personList): columns
// with sort, filters, find. Filters live in the address; what is typed does
// not, since it may be a person. Lists with persons set persons: true.
//
// 5. Keys that code puts together are declared with family("area.x.", …); the
// test of the texts finds whatever is missing, unused or only in one language.
//
// 6. Long work: q.start(title, args, func(ctx, step) (result path, error)); its
// page shows progress and the time left, goes on when closed, can be stopped;
// the register keeps its log (desk.StartJob), without args.
//
// 7. Values come masked from the desk. Never put what was searched or typed
// into an address, a log or a flash; numbers of persons are the register's own.
//
// 8. Tests: add the page to visits in pages_test.go (every role, both
// languages, size, axe in Chromium) and write what people do with it with
// openTown and browser; begin it with beside(t). The pages of each account are
// visited in a town of their own: path makes whatever a page is to show. go test
// ./web -screens DIR keeps pictures, English ones of a desk in the dark; those of the
// handbook stand in handbookPictures (help_test.go), and make pictures makes them anew.
package web
