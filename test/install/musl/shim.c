// Bun for musl needs a C++ library, and Debian has none that is made for musl. With this, glibc's works: it is what that
// takes from glibc and musl does not have, under the name of the glibc file that it asks for.
#include <stddef.h>

extern int getrandom(void*, size_t, unsigned);
extern size_t strftime_l(char*, size_t, const char*, const void*, void*);

char __libc_single_threaded = 0;
unsigned __cpu_model[4];

unsigned arc4random(void) {
  unsigned number;
  getrandom(&number, sizeof number, 0);
  return number;
}
size_t __strftime_l(char* text, size_t size, const char* format, const void* time, void* locale) {
  return strftime_l(text, size, format, time, locale);
}
// Destructors of threads do not run: a process that checks and ends misses nothing.
int __cxa_thread_atexit_impl(void (*destroy)(void*), void* object, void* library) {
  (void)destroy, (void)object, (void)library;
  return 0;
}
int _dl_find_object(void* address, void* found) {
  (void)address, (void)found;
  return -1;
}
int __cpu_indicator_init(void) { return 0; }
