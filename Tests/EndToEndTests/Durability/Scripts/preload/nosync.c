/* Makes every sync a lie. A store below it must lose what it acknowledged when the power is cut: that shows
   that a cut is one. */
int fsync(int descriptor) { (void)descriptor; return 0; }
int fdatasync(int descriptor) { (void)descriptor; return 0; }
