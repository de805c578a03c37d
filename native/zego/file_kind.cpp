#include "zego/file_kind.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

namespace klieg::zego {

namespace {

constexpr std::size_t kHead = 4096;

#ifdef _WIN32
constexpr std::string_view kOwnSystem = "Windows";
#elif defined(__APPLE__)
constexpr std::string_view kOwnSystem = "macOS";
#else
constexpr std::string_view kOwnSystem = "Linux";
#endif

#if defined(__x86_64__) || defined(_M_X64)
constexpr std::string_view kOwnProcessor = "64 bit x86";
#elif defined(__aarch64__) || defined(_M_ARM64)
constexpr std::string_view kOwnProcessor = "64 bit ARM";
#else
constexpr std::string_view kOwnProcessor = "";
#endif

struct Named {
    std::uint32_t number;
    std::string_view processor;
};

// The same processors under the numbers of each format.
constexpr std::array<Named, 4> kElf = {
    {{0x3E, "64 bit x86"}, {0xB7, "64 bit ARM"}, {0x03, "32 bit x86"}, {0x28, "32 bit ARM"}}};
constexpr std::array<Named, 4> kPe = {{{0x8664, "64 bit x86"},
                                       {0xAA64, "64 bit ARM"},
                                       {0x014C, "32 bit x86"},
                                       {0x01C4, "32 bit ARM"}}};
constexpr std::array<Named, 4> kMachO = {{{0x01000007, "64 bit x86"},
                                          {0x0100000C, "64 bit ARM"},
                                          {0x07, "32 bit x86"},
                                          {0x0C, "32 bit ARM"}}};

constexpr std::uint32_t kElfMagic = 0x464C457F;
constexpr std::uint32_t kPeMagic = 0x00004550;
constexpr std::uint32_t kMachO64 = 0xFEEDFACF;
constexpr std::uint32_t kMachO32 = 0xFEEDFACE;
constexpr std::uint32_t kFat = 0xBEBAFECA;  // the one big-endian header
constexpr unsigned char kMostParts = 16;    // Java's classes begin like a fat library
constexpr std::size_t kElfMachineAt = 18;
constexpr std::size_t kPeAt = 0x3C;

struct FileKind {
    std::string_view system;
    std::string_view processor;  // empty when it is for several, or for one that is not known
};

// The first bytes of a file.
class Head {
public:
    explicit Head(const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        is_open_ = file.is_open();
        file.read(bytes_.data(), static_cast<std::streamsize>(bytes_.size()));
        size_ = static_cast<std::size_t>(file.gcount());
    }

    [[nodiscard]] bool is_open() const noexcept { return is_open_; }

    // The little-endian number of `size` bytes at `at`; 0 behind the end.
    [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t size = 4) const {
        std::uint32_t value = 0;
        if (size_ < size || at > size_ - size) {
            return 0;
        }
        for (std::size_t place = 0; place < size; ++place) {
            const auto byte = static_cast<unsigned char>(bytes_.at(at + place));
            value |= static_cast<std::uint32_t>(byte) << (8 * place);
        }
        return value;
    }

private:
    std::array<char, kHead> bytes_{};
    std::size_t size_ = 0;
    bool is_open_ = false;
};

std::string_view name_in(const std::array<Named, 4>& names, std::uint32_t number) {
    for (const Named& named : names) {
        if (named.number == number) {
            return named.processor;
        }
    }
    return "";
}

FileKind kind_of(const Head& head) {
    const std::uint32_t magic = head.number(0);
    if (magic == kElfMagic) {
        return {"Linux", name_in(kElf, head.number(kElfMachineAt, 2))};
    }
    const std::uint32_t pe_at = head.number(kPeAt);
    if (head.number(0, 2) == 0x5A4D && pe_at != 0 && head.number(pe_at) == kPeMagic) {
        return {"Windows", name_in(kPe, head.number(pe_at + 4, 2))};
    }
    if (magic == kMachO64 || magic == kMachO32) {
        return {"macOS", name_in(kMachO, head.number(4))};
    }
    const std::uint32_t parts = head.number(7, 1);
    if (magic == kFat && head.number(4, 3) == 0 && parts != 0 && parts <= kMostParts) {
        return {"macOS", ""};
    }
    return {"", ""};
}

}  // namespace

std::string why_foreign(const std::filesystem::path& path) {
    const Head head(path);
    if (!head.is_open()) {
        return "";
    }
    const FileKind kind = kind_of(head);
    if (kind.system.empty()) {
        return "it is no library";
    }
    std::string_view is = kind.system;
    std::string_view wanted = kOwnSystem;
    if (is == wanted) {
        is = kind.processor;
        wanted = kOwnProcessor;
    }
    if (is == wanted || is.empty() || wanted.empty()) {
        return "";
    }
    return "it is for " + std::string(is) + ", this is " + std::string(wanted);
}

}  // namespace klieg::zego
