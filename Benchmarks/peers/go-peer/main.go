// Go's net/http as a peer: `peer PORT FOLDER` answers /small with 204, and /pages/N with file N of FOLDER,
// read into memory at start. /blob/N is a file there: PUT writes, syncs and renames it, GET serves it.
package main

import (
	"io"
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
	http.HandleFunc("/blob/", func(w http.ResponseWriter, r *http.Request) {
		path := filepath.Join(os.Args[2], "blob-"+filepath.Base(r.URL.Path))
		switch r.Method {
		case "PUT":
			if err := store(path, r.Body); err != nil {
				http.Error(w, err.Error(), 500)
				return
			}
			w.WriteHeader(201)
		case "DELETE":
			os.Remove(path)
			w.WriteHeader(204)
		default:
			http.ServeFile(w, r, path)
		}
	})
	if err := http.ListenAndServe("127.0.0.1:"+os.Args[1], nil); err != nil {
		panic(err)
	}
}

// Writes a file that is whole and synced before it has its name.
func store(path string, body io.Reader) error {
	file, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := io.Copy(file, body); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
