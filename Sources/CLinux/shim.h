/* What the toolchain's Glibc module lacks: epoll, eventfd, accept4, timerfd, signalfd, getrandom, and the
 * CPU's CRC32C. Only `static inline` wrappers, so that no C target is needed. `_GNU_SOURCE` is never
 * defined here: it clashes with the module's own fd_set. */
#pragma once
#include <errno.h>
#include <gnu/libc-version.h>
#include <stddef.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);

/* The calling thread's errno, as a value. */
static inline int halserver_errno(void) { return errno; }

static inline int halserver_accept(int fd, struct sockaddr *address, socklen_t *length) {
    return accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* epoll with the user data read and written as one 64-bit word. */
static inline int halserver_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return epoll_ctl(epoll, operation, fd, &event);
}

static inline uint64_t halserver_epoll_data(const struct epoll_event *event) { return event->data.u64; }

/* Sending to a peer that is gone is an error number, never a SIGPIPE. `more` holds a segment back that the
 * next call will fill. */
static inline ssize_t halserver_send(int fd, const void *bytes, size_t count, int more) {
    return send(fd, bytes, count, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

static inline ssize_t halserver_send_vector(int fd, struct iovec *parts, size_t count, int more) {
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
    return sendmsg(fd, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

static inline ssize_t halserver_receive(int fd, void *bytes, size_t count) {
    return recv(fd, bytes, count, 0);
}

/* Has every block of memory of a mebibyte and more come from the system and go back to it when it is freed. Left
 * alone, malloc learns from the first of them to keep the others, tens of mebibytes for each thread. */
static inline void halserver_return_large_blocks(void) {
    extern int mallopt(int, int);
    /* M_MMAP_THRESHOLD */
    mallopt(-3, 1 << 20);
}

ssize_t preadv2(int fd, const struct iovec *parts, int count, off_t offset, int flags);

/* Whether the file's byte at `offset` is in the page cache: 1 yes (or unknown), 0 no. RWF_NOWAIT is 8. */
static inline int halserver_is_resident(int fd, off_t offset) {
    char byte;
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    return !(preadv2(fd, &part, 1, offset, 8) < 0 && errno == EAGAIN);
}

/* CRC-32C (Castagnoli), by SSE 4.2 and PCLMULQDQ where the processor has them. */
static inline int halserver_has_crc32c(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
#else
    return 0;
#endif
}

#if defined(__x86_64__)
typedef long long halserver_v2 __attribute__((vector_size(16)));

/* The checksum `crc` with that many zero bytes behind it: a product modulo the polynomial. `factor` is
 * x^(8 * bytes - 33), its bits reversed. */
__attribute__((target("sse4.2,pclmul"), always_inline))
static inline uint64_t halserver_crc32c_moved(uint64_t crc, uint64_t factor) {
    halserver_v2 product = __builtin_ia32_pclmulqdq128(
        (halserver_v2){(long long)crc, 0}, (halserver_v2){(long long)factor, 0}, 0);
    return __builtin_ia32_crc32di(0, (uint64_t)product[0]);
}

__attribute__((target("sse4.2,pclmul")))
#endif
static inline uint32_t halserver_crc32c(uint32_t crc, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    uint64_t wide = crc;
    /* One step waits for the one before. Three stretches of 96 bytes side by side take half the time. */
    while (count >= 3 * 96) {
        uint64_t second = 0, third = 0;
        for (int at = 0; at < 96; at += 8) {
            uint64_t words[3];
            __builtin_memcpy(&words[0], bytes + at, 8);
            __builtin_memcpy(&words[1], bytes + at + 96, 8);
            __builtin_memcpy(&words[2], bytes + at + 2 * 96, 8);
            wide = __builtin_ia32_crc32di(wide, words[0]);
            second = __builtin_ia32_crc32di(second, words[1]);
            third = __builtin_ia32_crc32di(third, words[2]);
        }
        wide = halserver_crc32c_moved(wide, 0xAB7AFF2A)
            ^ halserver_crc32c_moved(second, 0x0715CE53) ^ third;
        bytes += 3 * 96;
        count -= 3 * 96;
    }
    while (count >= 8) {
        uint64_t word;
        __builtin_memcpy(&word, bytes, 8);
        wide = __builtin_ia32_crc32di(wide, word);
        bytes += 8;
        count -= 8;
    }
    crc = (uint32_t)wide;
    while (count--) crc = __builtin_ia32_crc32qi(crc, *bytes++);
#else
    (void)bytes;
    (void)count;
#endif
    return crc;
}

#if defined(__x86_64__)
/* Byte moves by a table (SSSE3) put backslashes before the special ones of eight bytes in one step. A row for
 * each set of special bytes says which byte goes where; 8 is the first of eight backslashes behind them. */
typedef char halserver_v16 __attribute__((vector_size(16)));
#define HS_BIT(m, j) (((m) >> (j)) & 1)
#define HS_AT(m, j) ((j) + __builtin_popcount((m) & ((1 << (j)) - 1)) + HS_BIT(m, j))
#define HS_P(m, p) \
    ((p) == HS_AT(m, 0) ? 0 : (p) == HS_AT(m, 1) ? 1 : (p) == HS_AT(m, 2) ? 2 : (p) == HS_AT(m, 3) ? 3 \
     : (p) == HS_AT(m, 4) ? 4 : (p) == HS_AT(m, 5) ? 5 : (p) == HS_AT(m, 6) ? 6 : (p) == HS_AT(m, 7) ? 7 : 8)
#define HS_ROW(m) { HS_P(m, 0), HS_P(m, 1), HS_P(m, 2), HS_P(m, 3), HS_P(m, 4), HS_P(m, 5), HS_P(m, 6), \
    HS_P(m, 7), HS_P(m, 8), HS_P(m, 9), HS_P(m, 10), HS_P(m, 11), HS_P(m, 12), HS_P(m, 13), HS_P(m, 14), \
    HS_P(m, 15) }
#define HS_4(m) HS_ROW(m), HS_ROW((m) + 1), HS_ROW((m) + 2), HS_ROW((m) + 3)
#define HS_16(m) HS_4(m), HS_4((m) + 4), HS_4((m) + 8), HS_4((m) + 12)
#define HS_64(m) HS_16(m), HS_16((m) + 16), HS_16((m) + 32), HS_16((m) + 48)

/* Writes eight bytes, which come before eight backslashes in `part`: up to 16 bytes. Returns how many. */
__attribute__((target("ssse3,popcnt"), always_inline))
static inline size_t halserver_spread_out(
    halserver_v2 part, unsigned special, const uint8_t spread[256][16], uint8_t *target
) {
    halserver_v16 row;
    __builtin_memcpy(&row, spread[special], 16);
    halserver_v16 moved = __builtin_ia32_pshufb128((halserver_v16)part, row);
    __builtin_memcpy(target, &moved, 16);
    return 8 + (size_t)__builtin_popcount(special);
}

__attribute__((target("ssse3,popcnt")))
static inline size_t halserver_escape_blocks(
    const uint8_t *source, size_t count, uint8_t *target, size_t *written
) {
    static const uint8_t spread[256][16] = { HS_64(0), HS_64(64), HS_64(128), HS_64(192) };
    const halserver_v16 zero = {0}, quote = zero + 0x22, backslash = zero + 0x5C, blank = zero + 0x20;
    size_t read = 0, out = 0;
    while (count - read >= 16) {
        halserver_v16 bytes;
        __builtin_memcpy(&bytes, source + read, 16);
        /* Signed: bytes above ASCII are below zero. */
        if (__builtin_ia32_pmovmskb128((halserver_v16)(bytes < blank))) break;
        unsigned special = (unsigned)__builtin_ia32_pmovmskb128(
            (halserver_v16)((bytes == quote) | (bytes == backslash)));
        if (!special) {
            __builtin_memcpy(target + out, &bytes, 16);
            read += 16;
            out += 16;
            continue;
        }
        halserver_v2 low = __builtin_shufflevector((halserver_v2)bytes, (halserver_v2)backslash, 0, 2);
        halserver_v2 high = __builtin_shufflevector((halserver_v2)bytes, (halserver_v2)backslash, 1, 2);
        out += halserver_spread_out(low, special & 255, spread, target + out);
        out += halserver_spread_out(high, special >> 8, spread, target + out);
        read += 16;
    }
    /* What is left, eight bytes at most a step; the last of them are loaded from behind. */
    while (read < count && count >= 8) {
        size_t left = count - read;
        unsigned long long word;
        if (left >= 8) {
            left = 8;
            __builtin_memcpy(&word, source + read, 8);
        } else {
            __builtin_memcpy(&word, source + count - 8, 8);
            word >>= 8 * (8 - left);
        }
        halserver_v2 wide = {(long long)word, 0};
        wide = __builtin_shufflevector(wide, (halserver_v2)backslash, 0, 2);
        halserver_v16 part = (halserver_v16)wide;
        unsigned mask = (1u << left) - 1;
        if ((unsigned)__builtin_ia32_pmovmskb128((halserver_v16)(part < blank)) & mask) break;
        unsigned special = (unsigned)__builtin_ia32_pmovmskb128(
            (halserver_v16)((part == quote) | (part == backslash))) & mask;
        out += halserver_spread_out(wide, special, spread, target + out) - (8 - left);
        read += left;
    }
    *written = out;
    return read;
}
#endif

/* Whether halserver_escape_quotes may take many bytes a step. */
static inline int halserver_has_byte_shuffle(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt");
#else
    return 0;
#endif
}

/* Copies from `source` with a backslash before each quote and backslash, up to the first byte that is a control
 * or above ASCII. Returns how many bytes were read; `written` says how many were written. `target` has room for
 * twice `count` and 16 bytes. */
static inline size_t halserver_escape_quotes(
    const uint8_t *source, size_t count, uint8_t *target, size_t *written, int has_byte_shuffle
) {
    size_t read = 0, out = 0;
#if defined(__x86_64__)
    if (has_byte_shuffle && count >= 8) read = halserver_escape_blocks(source, count, target, &out);
#else
    (void)has_byte_shuffle;
#endif
    while (read < count) {
        uint8_t byte = source[read];
        if (byte < 0x20 || byte >= 0x80) break;
        target[out] = 0x5C;
        out += byte == 0x22 || byte == 0x5C;
        target[out++] = byte;
        read++;
    }
    *written = out;
    return read;
}

/* Guards reads of mapped files. A page of a mapped file that cannot be read (the file was cut short, the disk
 * failed) raises SIGBUS; inside a registered range the handler lays a page of zeros over it, so that the
 * reader's checksum fails instead of the process. Elsewhere the signal keeps its default meaning.
 *
 * The table is `static`, so every object file that calls these has its own: call them from one Swift file. */
#define HALSERVER_GUARDED_RANGES 65536
struct halserver_guards {
    struct { _Atomic uintptr_t start, end; } *_Atomic ranges;
    _Atomic size_t count;
};

/* Inside a function, because nothing would emit a static variable outside. */
static inline struct halserver_guards *halserver_all_guards(void) {
    static struct halserver_guards guards;
    return &guards;
}

static inline void halserver_bus_error(int number, siginfo_t *info, void *context) {
    (void)context;
    struct halserver_guards *guards = halserver_all_guards();
    uintptr_t fault = (uintptr_t)info->si_addr;
    size_t count = guards->ranges ? guards->count : 0;
    for (size_t i = 0; i < count; i++) {
        uintptr_t start = guards->ranges[i].start, end = guards->ranges[i].end;
        if (fault < start || fault >= end) continue;
        int saved = errno;
        uintptr_t page = fault & ~(uintptr_t)4095;
        void *laid = mmap((void *)page, 4096, PROT_READ, 0x10 /* MAP_FIXED */ | MAP_PRIVATE | 0x20 /* MAP_ANONYMOUS */, -1, 0);
        errno = saved;
        if (laid != MAP_FAILED) return;
        break;
    }
    signal(number, SIG_DFL);
}

/* Registers a range; the caller serialises. Returns its slot, or -1 when the table is full. */
static inline long halserver_guard(const void *start, size_t length) {
    struct halserver_guards *guards = halserver_all_guards();
    if (!guards->ranges) {
        guards->ranges = __builtin_calloc(HALSERVER_GUARDED_RANGES, sizeof *guards->ranges);
        if (!guards->ranges) return -1;
        struct sigaction action = {0};
        action.sa_sigaction = halserver_bus_error;
        action.sa_flags = SA_SIGINFO;
        sigaction(SIGBUS, &action, 0);
    }
    size_t count = guards->count;
    size_t slot = 0;
    while (slot < count && guards->ranges[slot].end) slot++;
    if (slot == HALSERVER_GUARDED_RANGES) return -1;
    guards->ranges[slot].start = (uintptr_t)start;
    guards->ranges[slot].end = (uintptr_t)start + length;
    if (slot == count) guards->count = count + 1;
    return (long)slot;
}

static inline void halserver_unguard(long slot) {
    struct halserver_guards *guards = halserver_all_guards();
    if (slot < 0 || !guards->ranges) return;
    guards->ranges[slot].end = 0;
    guards->ranges[slot].start = 0;
}

/* How many of the pages that hold these bytes are not in memory; -1 if that cannot be told. */
static inline long halserver_missing_pages(const void *start, size_t length) {
    unsigned char resident[256];
    uintptr_t first = (uintptr_t)start & ~(uintptr_t)4095, last = (uintptr_t)start + length;
    long missing = 0;
    while (first < last) {
        size_t pages = (last - first + 4095) / 4096;
        if (pages > sizeof resident) pages = sizeof resident;
        extern int mincore(void *, size_t, unsigned char *);
        if (mincore((void *)first, pages * 4096, resident)) return -1;
        for (size_t i = 0; i < pages; i++) missing += !(resident[i] & 1);
        first += pages * 4096;
    }
    return missing;
}

/* Gives memory that nobody uses back to the system. */
static inline void halserver_trim_memory(void) {
    extern int malloc_trim(size_t);
    malloc_trim(0);
}

/* Has the kernel begin to write a part of a file, and does not wait for it. It only helps; its outcome says nothing. */
static inline void halserver_begin_writing(int fd, off_t offset, off_t count) {
    extern int sync_file_range(int, off_t, off_t, unsigned);
    sync_file_range(fd, offset, count, 2 /* SYNC_FILE_RANGE_WRITE */);
}

/* Lets other threads go before the calling one: it gets a tenth of the time that it would get beside them. */
static inline void halserver_lower_priority(void) {
    /* On Linux a thread's own. */
    setpriority(PRIO_PROCESS, 0, 10);
}

/* Names the calling thread, for whoever looks at the process. At most 15 bytes. */
static inline void halserver_name_thread(const char *name) {
    extern int prctl(int, ...);
    prctl(15 /* PR_SET_NAME */, name, 0, 0, 0);
}

/* Has writes of an open file go past the page cache, or through it again; -1 where its file system refuses. */
static inline int halserver_set_direct(int fd, int on) {
    /* O_DIRECT, which <fcntl.h> shows only below _GNU_SOURCE; that header in this module would make `timespec`
     * one of its types. */
    extern int fcntl(int, int, ...);
#if defined(__aarch64__) || defined(__arm__)
    const int direct = 0200000;
#else
    const int direct = 040000;
#endif
    int flags = fcntl(fd, 3 /* F_GETFL */);
    if (flags < 0) return -1;
    return fcntl(fd, 4 /* F_SETFL */, on ? flags | direct : flags & ~direct);
}

/* Reserves room on the disk for a part of a file, which becomes as long as that. */
static inline int halserver_reserve(int fd, off_t offset, off_t length) {
    extern int fallocate(int, int, off_t, off_t);
    return fallocate(fd, 0, offset, length);
}

/* Renames, but never over a name that is taken: EEXIST. */
static inline int halserver_rename_exclusive(int from, const char *name, int to, const char *other) {
    extern int renameat2(int, const char *, int, const char *, unsigned);
    return renameat2(from, name, to, other, 1 /* RENAME_NOREPLACE */);
}

/* Closes every descriptor from `first` on. */
static inline void halserver_close_from(int first) {
    extern int close_range(unsigned, unsigned, int);
    if (first >= 0) close_range((unsigned)first, ~0U, 0);
}
