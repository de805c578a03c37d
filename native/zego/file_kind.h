// For what a library file was made, told by its first bytes. A loader's own words about a file
// of another system are for programmers.
#pragma once

#include <filesystem>
#include <string>

namespace klieg::zego {

// Why `path` can be no library of this system, as the end of a sentence; empty when it looks
// like one or cannot be read.
std::string why_foreign(const std::filesystem::path& path);

}  // namespace klieg::zego
