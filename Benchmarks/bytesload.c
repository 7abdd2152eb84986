// One large upload or download after another over loopback, without a check of what the bytes are:
//   bytesload put PORT METHOD PATH BYTES TIMES      sends BYTES each time
//   bytesload get PORT PATH TIMES                   reads and drops what comes (MSG_TRUNC: the client costs little)
// Prints {"bytes": of all, "seconds": from the first byte sent to the last byte read, "location": of the last answer}.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (1 << 20)

static char block[BLOCK];
static char head[16384];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static int fail(const char *what) {
    fprintf(stderr, "%s: %.200s\n", what, head);
    exit(1);
}

static int connected(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int number = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(number, (void *)&address, sizeof address) < 0) fail("connect");
    return number;
}

// Reads the head of an answer with success; returns how many bytes of the body came with it.
static size_t answer(int number, long long *length) {
    size_t count = 0;
    char *end = NULL;
    while (!end) {
        ssize_t more = recv(number, head + count, sizeof head - 1 - count, 0);
        if (more <= 0) fail("no answer");
        head[count += more] = 0;
        end = strstr(head, "\r\n\r\n");
    }
    if (head[9] != '2') fail("refused");
    char *field = strcasestr(head, "\r\ncontent-length:");
    *length = field ? atoll(field + 17) : 0;
    return count - (end + 4 - head);
}

static void drain(int number, long long left) {
    while (left > 0) {
        ssize_t count = recv(number, block, BLOCK, MSG_TRUNC);
        if (count <= 0) fail("short body");
        left -= count;
    }
}

static long long put(int port, const char *method, const char *path, long long size) {
    int number = connected(port);
    long long length;
    int count = snprintf(head, sizeof head,
                         "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"
                         "Content-Length: %lld\r\nConnection: close\r\n\r\n", method, path, size);
    if (send(number, head, count, MSG_NOSIGNAL) != count) fail("send");
    for (long long left = size; left > 0;) {
        ssize_t sent = send(number, block, left < BLOCK ? left : BLOCK, MSG_NOSIGNAL);
        if (sent <= 0) fail("send");
        left -= sent;
    }
    size_t early = answer(number, &length);
    drain(number, length - early);
    close(number);
    return size;
}

static long long get(int port, const char *path) {
    int number = connected(port);
    long long length;
    int count = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", path);
    if (send(number, head, count, MSG_NOSIGNAL) != count) fail("send");
    size_t early = answer(number, &length);
    drain(number, length - early);
    close(number);
    return length;
}

int main(int count, char **words) {
    int puts = count == 7 && !strcmp(words[1], "put");
    if (!puts && !(count == 5 && !strcmp(words[1], "get"))) {
        fprintf(stderr, "usage: bytesload put PORT METHOD PATH BYTES TIMES | get PORT PATH TIMES\n");
        return 2;
    }
    for (size_t i = 0; i < BLOCK; i++) block[i] = (char)(i * 2654435761u >> 13);
    long long bytes = 0;
    int times = atoi(words[puts ? 6 : 4]);
    double begin = now();
    for (int i = 0; i < times; i++) {
        bytes += puts ? put(atoi(words[2]), words[3], words[4], atoll(words[5])) : get(atoi(words[2]), words[3]);
    }
    double seconds = now() - begin;
    char *location = strcasestr(head, "\r\nlocation: ");
    size_t length = location ? strcspn(location + 12, "\r") : 0;
    printf("{\"bytes\": %lld, \"seconds\": %.6f, \"location\": \"%.*s\"}\n", bytes, seconds, (int)length,
           location ? location + 12 : "");
    return 0;
}
