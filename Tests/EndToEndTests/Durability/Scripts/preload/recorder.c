/* Writes down every call that changes files in one directory, in the order in which they happen: a lock is held
   across each. RECORD_ROOT is the directory, RECORD_FILE what is written: for each call a head of 40 bytes
   (kind, descriptor, two numbers, length of the text and of the data), a text (names), and the data; zeros are
   only counted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { START = 1, OPEN, CLOSE, WRITE, SYNC, TRUNCATE, ALLOCATE, RENAME, UNLINK, DUPLICATE, UNKNOWN };
enum { DESCRIPTORS = 65536 };

struct head {
    uint32_t kind;
    int32_t descriptor;
    int64_t first, second;
    uint32_t text, isZero;
    int64_t data;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int output = -1;
static char root[PATH_MAX];
static unsigned char tracked[DESCRIPTORS];

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

static void record(uint32_t kind, int descriptor, int64_t first, int64_t second, const char *text,
                   const void *data, size_t length) {
    int saved = errno;
    const char *bytes = data;
    size_t zeros = 0;
    while (zeros < length && bytes[zeros] == 0) zeros++;
    struct head head = {kind, descriptor, first, second, text ? (uint32_t)strlen(text) : 0,
                        length > 0 && zeros == length, (int64_t)length};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)text, head.text},
                             {(void *)data, head.isZero ? 0 : length}};
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    size_t whole = parts[0].iov_len + parts[1].iov_len + parts[2].iov_len;
    if (real(output, parts, 3) != (ssize_t)whole) abort();
    errno = saved;
}

__attribute__((constructor)) static void begin(void) {
    const char *directory = getenv("RECORD_ROOT"), *file = getenv("RECORD_FILE");
    if (!directory || !file) return;
    snprintf(root, sizeof root, "%s", directory);
    REAL(int, "open", const char *, int, ...);
    output = fcntl(real(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), F_DUPFD_CLOEXEC, 900);
    if (output < 0) abort();
    record(START, 0, 0, 0, NULL, NULL, 0);
}

static int is_tracked(int descriptor) {
    return output >= 0 && descriptor >= 0 && descriptor < DESCRIPTORS && tracked[descriptor];
}

/* The name below the root: "." for the root itself, NULL if it is elsewhere. */
static const char *name_of(int directory, const char *path, char *buffer) {
    if (output < 0 || !path) return NULL;
    char full[PATH_MAX * 2];
    if (path[0] == '/') {
        snprintf(full, sizeof full, "%s", path);
    } else if (directory == AT_FDCWD) {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return NULL;
        snprintf(full, sizeof full, "%s/%s", here, path);
    } else {
        char link[64], here[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        ssize_t length = readlink(link, here, sizeof here - 1);
        if (length < 0) return NULL;
        here[length] = 0;
        snprintf(full, sizeof full, "%s/%s", here, path);
    }
    size_t length = strlen(root);
    if (strncmp(full, root, length) != 0) return NULL;
    const char *rest = full + length;
    while (*rest == '/') rest++;
    snprintf(buffer, PATH_MAX, "%s", *rest ? rest : ".");
    return buffer;
}

static void opened(int descriptor, const char *name, int flags, int existed) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS || !name) return;
    tracked[descriptor] = 1;
    record(OPEN, descriptor, flags, existed, name, NULL, 0);
}

#define OPEN_AT(symbol) \
    int symbol(int directory, const char *path, int flags, ...) { \
        REAL(int, #symbol, int, const char *, int, ...); \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        char buffer[PATH_MAX]; \
        const char *name = name_of(directory, path, buffer); \
        if (!name) return real(directory, path, flags, mode); \
        pthread_mutex_lock(&lock); \
        struct stat status; \
        int existed = fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0; \
        int result = real(directory, path, flags, mode); \
        opened(result, name, flags, existed); \
        pthread_mutex_unlock(&lock); \
        return result; \
    }
OPEN_AT(openat)
OPEN_AT(openat64)

#define OPEN_PATH(symbol) \
    int symbol(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return openat(AT_FDCWD, path, flags, mode); \
    }
OPEN_PATH(open)
OPEN_PATH(open64)

int close(int descriptor) {
    REAL(int, "close", int);
    if (!is_tracked(descriptor)) return real(descriptor);
    pthread_mutex_lock(&lock);
    tracked[descriptor] = 0;
    record(CLOSE, descriptor, 0, 0, NULL, NULL, 0);
    int result = real(descriptor);
    pthread_mutex_unlock(&lock);
    return result;
}

#define PWRITE(symbol) \
    ssize_t symbol(int descriptor, const void *bytes, size_t count, off_t offset) { \
        REAL(ssize_t, #symbol, int, const void *, size_t, off_t); \
        if (!is_tracked(descriptor)) return real(descriptor, bytes, count, offset); \
        pthread_mutex_lock(&lock); \
        ssize_t done = real(descriptor, bytes, count, offset); \
        if (done > 0) record(WRITE, descriptor, offset, 0, NULL, bytes, (size_t)done); \
        pthread_mutex_unlock(&lock); \
        return done; \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(symbol) \
    ssize_t symbol(int descriptor, const struct iovec *parts, int count, off_t offset) { \
        REAL(ssize_t, #symbol, int, const struct iovec *, int, off_t); \
        if (!is_tracked(descriptor)) return real(descriptor, parts, count, offset); \
        pthread_mutex_lock(&lock); \
        ssize_t done = real(descriptor, parts, count, offset), left = done; \
        for (int part = 0; part < count && left > 0; part++) { \
            size_t here = parts[part].iov_len < (size_t)left ? parts[part].iov_len : (size_t)left; \
            record(WRITE, descriptor, offset, 0, NULL, parts[part].iov_base, here); \
            offset += here; left -= here; \
        } \
        pthread_mutex_unlock(&lock); \
        return done; \
    }
PWRITEV(pwritev)
PWRITEV(pwritev64)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (!is_tracked(descriptor)) return real(descriptor, bytes, count);
    pthread_mutex_lock(&lock);
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    ssize_t done = real(descriptor, bytes, count);
    if (done > 0) record(WRITE, descriptor, offset, 0, NULL, bytes, (size_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

#define SYNCING(symbol) \
    int symbol(int descriptor) { \
        REAL(int, #symbol, int); \
        if (!is_tracked(descriptor)) return real(descriptor); \
        pthread_mutex_lock(&lock); \
        int result = real(descriptor); \
        if (result == 0) record(SYNC, descriptor, 0, 0, NULL, NULL, 0); \
        pthread_mutex_unlock(&lock); \
        return result; \
    }
SYNCING(fsync)
SYNCING(fdatasync)

#define TRUNCATING(symbol) \
    int symbol(int descriptor, off_t length) { \
        REAL(int, #symbol, int, off_t); \
        if (!is_tracked(descriptor)) return real(descriptor, length); \
        pthread_mutex_lock(&lock); \
        int result = real(descriptor, length); \
        if (result == 0) record(TRUNCATE, descriptor, length, 0, NULL, NULL, 0); \
        pthread_mutex_unlock(&lock); \
        return result; \
    }
TRUNCATING(ftruncate)
TRUNCATING(ftruncate64)

#define ALLOCATING(symbol) \
    int symbol(int descriptor, int mode, off_t offset, off_t length) { \
        REAL(int, #symbol, int, int, off_t, off_t); \
        if (!is_tracked(descriptor)) return real(descriptor, mode, offset, length); \
        pthread_mutex_lock(&lock); \
        int result = real(descriptor, mode, offset, length); \
        if (result == 0) { \
            int64_t numbers[2] = {offset, length}; \
            record(ALLOCATE, descriptor, mode, 0, NULL, numbers, sizeof numbers); \
        } \
        pthread_mutex_unlock(&lock); \
        return result; \
    }
ALLOCATING(fallocate)
ALLOCATING(fallocate64)

int posix_fallocate(int descriptor, off_t offset, off_t length) {
    return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    char first[PATH_MAX], second[PATH_MAX], both[PATH_MAX * 2 + 2];
    const char *name = name_of(from, old, first), *other = name_of(to, new, second);
    if (!name && !other) return real(from, old, to, new, flags);
    pthread_mutex_lock(&lock);
    int result = real(from, old, to, new, flags);
    snprintf(both, sizeof both, "%s\n%s", name ? name : "", other ? other : "");
    int isKnown = name && other && (flags & ~RENAME_NOREPLACE) == 0;
    if (result == 0) record(isKnown ? RENAME : UNKNOWN, 0, 0, 0, both, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int renameat(int from, const char *old, int to, const char *new) {
    return renameat2(from, old, to, new, 0);
}

int rename(const char *old, const char *new) { return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0); }

int unlinkat(int directory, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    char buffer[PATH_MAX];
    const char *name = name_of(directory, path, buffer);
    if (!name) return real(directory, path, flags);
    pthread_mutex_lock(&lock);
    int result = real(directory, path, flags);
    if (result == 0) record(UNLINK, 0, 0, 0, name, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

static void forbid(int descriptor, const char *call) {
    if (!is_tracked(descriptor)) return;
    pthread_mutex_lock(&lock);
    record(UNKNOWN, descriptor, 0, 0, call, NULL, 0);
    pthread_mutex_unlock(&lock);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    forbid(descriptor, "writev");
    return real(descriptor, parts, count);
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    char buffer[PATH_MAX];
    if (name_of(to, new, buffer)) {
        pthread_mutex_lock(&lock);
        record(UNKNOWN, 0, 0, 0, "linkat", NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return real(from, old, to, new, flags);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    REAL(void *, "mmap", void *, size_t, int, int, int, off_t);
    if ((protection & PROT_WRITE) && (flags & MAP_SHARED)) forbid(descriptor, "mmap for writing");
    return real(address, length, protection, flags, descriptor, offset);
}

int dup(int descriptor) {
    REAL(int, "dup", int);
    if (!is_tracked(descriptor)) return real(descriptor);
    pthread_mutex_lock(&lock);
    int result = real(descriptor);
    if (result >= 0 && result < DESCRIPTORS) {
        tracked[result] = 1;
        record(DUPLICATE, descriptor, result, 0, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}
