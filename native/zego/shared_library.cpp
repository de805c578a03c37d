#include "zego/shared_library.h"

#include <string>
#include <system_error>

#include "zego/file_kind.h"

#ifdef _WIN32
#include <windows.h>

#include <array>
#else
#include <dlfcn.h>
#endif

#ifdef __linux__
#include <elf.h>
#include <link.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#endif

namespace klieg::zego {

namespace fs = std::filesystem;

namespace {

#ifdef _WIN32

// The system's words for the error `code`, in UTF-8.
std::string words_for(DWORD code) {
    if (code == ERROR_BAD_EXE_FORMAT) {  // the system's words lack the name they are made for
        return "the file is damaged";
    }
    std::array<wchar_t, 512> words{};
    DWORD length =
        FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, code, 0,
                       words.data(), static_cast<DWORD>(words.size()), nullptr);
    while (length > 0 && words[length - 1] <= L' ') {
        --length;
    }
    if (length == 0) {
        return "error " + std::to_string(code);
    }
    return fs::path(std::wstring(words.data(), length)).u8string();
}

void* open_library(const fs::path& path, std::string& why) {
    // The SDK's own folder is searched for what it needs, the current folder never is.
    HMODULE module = LoadLibraryExW(
        path.c_str(), nullptr, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (module == nullptr) {
        why = words_for(GetLastError());
    }
    return module;
}

#else

#ifdef __linux__

template <typename Part>
bool read_into(std::ifstream& file, Part& part) {
    return static_cast<bool>(file.read(reinterpret_cast<char*>(&part), sizeof part));
}

// Tells whether an ELF file is shorter than its own table says. dlopen() maps such a file
// all the same, and the first look at what is missing ends the process.
bool is_cut_off(const fs::path& path) {
    const int native_class = sizeof(void*) == sizeof(Elf64_Addr) ? ELFCLASS64 : ELFCLASS32;
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    ElfW(Ehdr) header{};
    const bool has_header = read_into(file, header);
    if (error || !has_header || std::memcmp(&header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != native_class || header.e_phentsize != sizeof(ElfW(Phdr))) {
        return false;  // dlopen() says what is wrong with it
    }
    file.seekg(static_cast<std::streamoff>(header.e_phoff));
    for (int number = 0; number < header.e_phnum; ++number) {
        ElfW(Phdr) part{};
        const bool has_part = read_into(file, part);
        if (!has_part || part.p_filesz > size || part.p_offset > size - part.p_filesz) {
            return true;
        }
    }
    return false;
}

#else

bool is_cut_off(const fs::path& /*path*/) {
    return false;  // the loader looks by itself
}

#endif

void* open_library(const fs::path& path, std::string& why) {
    if (is_cut_off(path)) {
        why = "the file is cut off";
        return nullptr;
    }
    void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        const char* words = dlerror();  // NOLINT(concurrency-mt-unsafe): one per thread here
        why = words != nullptr ? words : "the system does not say";
        const std::string prefix = path.string() + ": ";
        if (why.rfind(prefix, 0) == 0) {
            why.erase(0, prefix.size());
        }
    }
    return handle;
}

#endif

}  // namespace

std::string shown(const fs::path& path) {
    return path.u8string();
}

SharedLibrary::SharedLibrary(const fs::path& path) {
    const std::string start = "cannot load " + shown(path) + ": ";
    std::error_code error;
    const fs::path whole = fs::absolute(path, error);
    if (error || !fs::exists(whole, error)) {
        throw LibraryError(start + "there is no such file");
    }
    if (!fs::is_regular_file(whole, error)) {
        throw LibraryError(start + "it is not a file");
    }
    std::string why;
    handle_ = open_library(whole, why);
    if (handle_ == nullptr) {
        const std::string foreign = why_foreign(whole);
        throw LibraryError(start + (foreign.empty() ? why : foreign));
    }
}

SharedLibrary::~SharedLibrary() {
    if (kept_) {
        return;
    }
#ifdef _WIN32
    FreeLibrary(static_cast<HMODULE>(handle_));
#else
    dlclose(handle_);
#endif
}

bool SharedLibrary::exports(const char* symbol) const noexcept {
    return address_of(symbol) != nullptr;
}

void* SharedLibrary::address_of(const char* symbol) const noexcept {
#ifdef _WIN32
    return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle_), symbol));
#else
    return dlsym(handle_, symbol);
#endif
}

}  // namespace klieg::zego
