"""A program in a Windows job, which the system ends when our handle of the job is closed.

The handle is closed at the latest when we end, however we end. Windows only: imported behind a
platform check.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import IO

if sys.platform == "win32":
    import ctypes
    import subprocess
    from ctypes import wintypes

    _KILL_ON_JOB_CLOSE = 0x2000
    _EXTENDED_LIMIT_INFORMATION = 9
    _CREATE_SUSPENDED = 0x00000004

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _IoCounters(ctypes.Structure):
        _fields_ = tuple((f"Counter{number}", ctypes.c_uint64) for number in range(6))

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", _IoCounters),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    _kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel32.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    _kernel32.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel32.SetInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        wintypes.LPVOID,
        wintypes.DWORD,
    )
    _kernel32.SetInformationJobObject.restype = wintypes.BOOL
    _kernel32.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel32.AssignProcessToJobObject.restype = wintypes.BOOL
    _kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)
    _kernel32.CloseHandle.restype = wintypes.BOOL
    _ntdll = ctypes.WinDLL("ntdll")
    _ntdll.NtResumeProcess.argtypes = (wintypes.HANDLE,)
    _ntdll.NtResumeProcess.restype = ctypes.c_long

    class JobProgram:
        """One program in a job: started suspended, put into the job, and only then run.

        Raises:
            OSError: The program could not be started or the system refused the job.
        """

        def __init__(self, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
            self._job = _new_job()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the caller's program is the point
                    list(command),
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    creationflags=_CREATE_SUSPENDED
                    | subprocess.CREATE_NO_WINDOW
                    | subprocess.CREATE_NEW_PROCESS_GROUP,
                )
                if self._process.stdout is None:
                    raise OSError("the pipe from the program is missing")
                _run_in_job(self._job, self._process)
            except OSError:
                _kernel32.CloseHandle(self._job)  # ends the program where it is in the job
                raise
            self.pid = self._process.pid
            self.output: IO[bytes] = self._process.stdout

        def ask_to_end(self) -> None:
            """End the program: a process without a console cannot be asked."""
            self.kill()

        def kill(self) -> None:
            """End the program."""
            if self._process.poll() is None:
                self._process.kill()

        def wait(self) -> int:
            """Wait for the end; return the exit code."""
            code = self._process.wait()
            _kernel32.CloseHandle(self._job)
            return code

    def _new_job() -> int:
        job: int | None = _kernel32.CreateJobObjectW(None, None)
        if not job:
            raise ctypes.WinError(ctypes.get_last_error())
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_JOB_CLOSE
        if not _kernel32.SetInformationJobObject(
            job, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)
        ):
            error = ctypes.WinError(ctypes.get_last_error())
            _kernel32.CloseHandle(job)
            raise error
        return job

    def _run_in_job(job: int, process: subprocess.Popen[bytes]) -> None:
        handle = int(process._handle)  # type: ignore[attr-defined] # noqa: SLF001 - no other way
        if not _kernel32.AssignProcessToJobObject(job, handle):
            error = ctypes.WinError(ctypes.get_last_error())
            process.kill()
            raise error
        status = _ntdll.NtResumeProcess(handle)
        if status < 0:
            process.kill()
            raise OSError(f"the process could not be resumed: status {status & 0xFFFFFFFF:#x}")
