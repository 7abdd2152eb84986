// Go's net/http as a peer: `peer PORT FOLDER` answers /small with 204, and /pages/N with file N of FOLDER,
// read into memory at start.
package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		panic("usage: peer PORT FOLDER")
	}
	names, err := os.ReadDir(os.Args[2])
	if err != nil {
		panic(err)
	}
	pages := map[string][]byte{}
	for _, name := range names {
		page, err := os.ReadFile(filepath.Join(os.Args[2], name.Name()))
		if err != nil {
			panic(err)
		}
		pages[name.Name()] = page
	}
	http.HandleFunc("/small", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(204)
	})
	http.HandleFunc("/pages/", func(w http.ResponseWriter, r *http.Request) {
		page, found := pages[strings.TrimPrefix(r.URL.Path, "/pages/")]
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/hal+json")
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		w.Write(page)
	})
	if err := http.ListenAndServe("127.0.0.1:"+os.Args[1], nil); err != nil {
		panic(err)
	}
}
