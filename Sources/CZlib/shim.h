/* zlib: gzip (zlib1g-dev). `deflateInit2` is a macro over the version and the size of its state, which Swift
 * cannot see, so these few wrappers stand around it. */
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

/* A state that can be used again and again; NULL where memory is short. 31 is a window of 32 KiB and the gzip
 * frame (RFC 1952). */
static inline z_stream *halserver_gzip_begin(int level) {
    z_stream *state = (z_stream *)calloc(1, sizeof *state);
    if (state && deflateInit2(state, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(state);
        return NULL;
    }
    return state;
}

/* The room that a document needs. Behind the end of one, zlib would leave out the frame of the next. */
static inline size_t halserver_gzip_bound(z_stream *state, size_t count) {
    return deflateReset(state) == Z_OK ? deflateBound(state, count) : 0;
}

/* The length of the member that was written to `to`; 0 if it does not fit. */
static inline size_t halserver_gzip(
    z_stream *state, const void *from, size_t count, void *to, size_t room
) {
    if (count > UINT32_MAX || room > UINT32_MAX || deflateReset(state) != Z_OK) return 0;
    state->next_in = (Bytef *)from;
    state->avail_in = (uInt)count;
    state->next_out = (Bytef *)to;
    state->avail_out = (uInt)room;
    return deflate(state, Z_FINISH) == Z_STREAM_END ? room - state->avail_out : 0;
}

static inline void halserver_gzip_end(z_stream *state) {
    deflateEnd(state);
    free(state);
}

/* The length of what a gzip member holds, written to `to`; 0 if it is none or does not fit. */
static inline size_t halserver_gunzip(const void *from, size_t count, void *to, size_t room) {
    z_stream state = {.next_in = (Bytef *)from, .avail_in = (uInt)count};
    if (inflateInit2(&state, 31) != Z_OK) return 0;
    state.next_out = (Bytef *)to;
    state.avail_out = (uInt)room;
    int end = inflate(&state, Z_FINISH);
    inflateEnd(&state);
    return end == Z_STREAM_END && state.avail_in == 0 ? room - state.avail_out : 0;
}
