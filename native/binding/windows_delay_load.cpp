// Windows: the addon names NODE.EXE as where Node-API is, and any program may hold Node: a renamed one, Electron. So the
// functions are taken from the program that runs.
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
// After windows.h, whose types it uses.
#include <delayimp.h>

static FARPROC WINAPI useRunningProgram(unsigned event, DelayLoadInfo*) {
  return event == dliNotePreLoadLibrary ? reinterpret_cast<FARPROC>(GetModuleHandleA(nullptr)) : nullptr;
}

PfnDliHook __pfnDliNotifyHook2 = useRunningProgram;
