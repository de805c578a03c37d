// Tells what a library file is before anything in it is called.
#pragma once

#include <cstdint>
#include <filesystem>

namespace klieg::zego {

class SharedLibrary;

// How the C interface is called. The names of the functions are the same in both, so a
// caller of the wrong variant loads well and crashes in its first call.
enum class AbiVariant : std::uint8_t {
    kV1,  // arguments as in the older headers (SDK 3.22)
    kV2,  // every function and callback takes the engine's handle first (SDK 3.24 and later)
};

struct LibraryInfo {
    std::filesystem::path path;
    AbiVariant variant;
};

// Looks at the exports of a library that is loaded; calls none of them. A ZEGO Express SDK
// then stays loaded, because it starts threads of its own.
// Throws LibraryError when it is not one that can be used.
AbiVariant variant_of(SharedLibrary& library, const std::filesystem::path& path);

// Loads `path` and looks at its exports; calls none of them. The SDK then stays loaded,
// because it starts threads of its own; any other library is closed again.
// Throws LibraryError when it is not a ZEGO Express SDK that can be used.
LibraryInfo probe(const std::filesystem::path& path);

}  // namespace klieg::zego
