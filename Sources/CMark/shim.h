/* md4c: CommonMark with tables, rendered to HTML (libmd4c-html0-dev, libmd4c-dev). */
#pragma once
#include <md4c.h>
#include <md4c-html.h>
