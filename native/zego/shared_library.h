// One shared library, opened by path at run time on any system.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace klieg::zego {

// A library cannot be used; what() is a whole sentence for the user. It is UTF-8, but for
// a path that is not.
class LibraryError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// `path` as the user would read it; in UTF-8, unless a POSIX path is not.
std::string shown(const std::filesystem::path& path);

// Owns the loaded library; closes it at the end unless it was told to keep it.
class SharedLibrary {
public:
    // Runs the library's own initialisers, so it may take long and do anything.
    // Throws LibraryError when the file is missing or is no library of this system.
    explicit SharedLibrary(const std::filesystem::path& path);
    ~SharedLibrary();

    SharedLibrary(const SharedLibrary&) = delete;
    SharedLibrary& operator=(const SharedLibrary&) = delete;
    SharedLibrary(SharedLibrary&&) = delete;
    SharedLibrary& operator=(SharedLibrary&&) = delete;

    // Tells whether the library itself, or one that it needs, exports `symbol`.
    [[nodiscard]] bool exports(const char* symbol) const noexcept;

    // Address of `symbol`, or null.
    [[nodiscard]] void* address_of(const char* symbol) const noexcept;

    // Leaves the library loaded until the process ends.
    void keep() noexcept { kept_ = true; }

private:
    void* handle_ = nullptr;
    bool kept_ = false;
};

}  // namespace klieg::zego
