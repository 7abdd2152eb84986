/* Zstandard (RFC 8878; libzstd-dev). */
#pragma once
#include <zstd.h>
