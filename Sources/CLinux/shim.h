/* What the toolchain's Glibc module lacks: epoll, eventfd, accept4, timerfd, signalfd, getrandom, and the
 * CPU's CRC32C. Only `static inline` wrappers, so that no C target is needed. `_GNU_SOURCE` is never
 * defined here: it clashes with the module's own fd_set. */
#pragma once
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>

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

ssize_t preadv2(int fd, const struct iovec *parts, int count, off_t offset, int flags);

/* Whether the file's byte at `offset` is in the page cache: 1 yes (or unknown), 0 no. RWF_NOWAIT is 8. */
static inline int halserver_is_resident(int fd, off_t offset) {
    char byte;
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    return !(preadv2(fd, &part, 1, offset, 8) < 0 && errno == EAGAIN);
}

/* CRC-32C (Castagnoli), by SSE 4.2 where the processor has it. */
static inline int halserver_has_crc32c(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("sse4.2");
#else
    return 0;
#endif
}

#if defined(__x86_64__)
__attribute__((target("sse4.2")))
#endif
static inline uint32_t halserver_crc32c(uint32_t crc, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    uint64_t wide = crc;
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
