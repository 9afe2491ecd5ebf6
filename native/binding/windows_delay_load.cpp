// For Windows. The addon imports Node-API from NODE.EXE, but the program that embeds Node may have another name (Electron, or a
// renamed node.exe). This hook makes the delay-load helper take the functions from the running program instead.
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
// After windows.h, whose types it uses.
#include <delayimp.h>

static FARPROC WINAPI useRunningProgram(unsigned event, DelayLoadInfo*) {
  return event == dliNotePreLoadLibrary ? reinterpret_cast<FARPROC>(GetModuleHandleA(nullptr)) : nullptr;
}

PfnDliHook __pfnDliNotifyHook2 = useRunningProgram;
