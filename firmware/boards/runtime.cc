// What C++ asks of a platform that never ends a program: a pure function was called, a static
// object wants to be destroyed at exit.
extern "C" {
[[noreturn]] void __cxa_pure_virtual() {
  for (;;) {
  }
}
int __cxa_atexit(void (*)(void*), void*, void*) {
  return 0;
}
int atexit(void (*)()) {
  return 0;
}
void* __dso_handle = nullptr;
}
