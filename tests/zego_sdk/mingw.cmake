# Builds for 64 bit Windows on another system.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
find_program(
    CMAKE_C_COMPILER
    NAMES x86_64-w64-mingw32-gcc-posix x86_64-w64-mingw32-gcc
    REQUIRED
)
find_program(
    CMAKE_CXX_COMPILER
    NAMES x86_64-w64-mingw32-g++-posix x86_64-w64-mingw32-g++
    REQUIRED
)
