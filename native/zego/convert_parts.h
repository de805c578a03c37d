// The small parts of which conversions between the SDK's structs and our values are made.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "zego/bytes.h"
#include "zego/errors.h"
#include "zego/values.h"

namespace klieg::zego {

// More items or bytes than this are no list but memory that was never written.
constexpr std::size_t kMostItems = 65'536;
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

// Zeroed memory for what an argument points to; it lives as long as the call.
class Arena {
public:
    template <class Made>
    Made* make(std::size_t count) {
        std::vector<std::byte>& block = blocks_.emplace_back(sizeof(Made) * count);
        auto* const made = reinterpret_cast<Made*>(block.data());
        std::uninitialized_value_construct_n(made, count);
        return made;
    }

private:
    std::deque<std::vector<std::byte>> blocks_;
};

// Throws DoesNotFit unless the `size` bytes at `text` fit into `room` without a null inside.
void check_text(const std::string& text, std::size_t room, const char* name);

// NOLINTBEGIN(modernize-avoid-c-arrays): the SDK keeps its texts in them
template <std::size_t kRoom>
void put_text(char (&to)[kRoom], const std::string& from, const char* name) {
    check_text(from, kRoom - 1, name);
    std::memcpy(&to[0], from.data(), from.size());
}

// For the one text that may fill its room to the last byte.
template <std::size_t kRoom>
void put_whole_text(char (&to)[kRoom], const std::string& from, const char* name) {
    check_text(from, kRoom, name);
    std::memcpy(&to[0], from.data(), from.size());
}
// NOLINTEND(modernize-avoid-c-arrays)

inline const char* text_argument(const std::string& from, const char* name) {
    check_text(from, kMostBytes, name);
    return from.c_str();
}

inline void* pointer_argument(std::uintptr_t number) {
    return reinterpret_cast<void*>(number);  // NOLINT(performance-no-int-to-ptr): a window
}

inline const unsigned char* bytes_argument(const std::string& from) {
    return reinterpret_cast<const unsigned char*>(from.data());
}

template <class Count>
Count count_of(std::size_t size, const char* name) {
    if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw DoesNotFit(std::string("cannot use ") + name + ": it is too long");
    }
    return static_cast<Count>(size);
}

std::string text_of(const char* from);

template <std::size_t kRoom>
std::string text_of(const char (&from)[kRoom]) {  // NOLINT(modernize-avoid-c-arrays)
    const void* const end = std::memchr(&from[0], 0, kRoom);
    return {&from[0], end != nullptr ? static_cast<const char*>(end) : &from[0] + kRoom};
}

inline double finite(double from) {
    return std::isfinite(from) ? from : 0.0;
}
inline float finite(float from) {
    return std::isfinite(from) ? from : 0.0F;
}

inline std::uintptr_t number_of(const void* from) {
    return reinterpret_cast<std::uintptr_t>(from);
}

template <class Count>
std::size_t sane_count(Count count) {
    const auto number = static_cast<std::int64_t>(count);
    return number > 0 && static_cast<std::size_t>(number) <= kMostItems
               ? static_cast<std::size_t>(number)
               : 0;
}

std::string bytes_of(const unsigned char* from, unsigned int size);

// A rectangle as it is; empty when it cannot be one, as the SDK leaves some unwritten.
Rect whole_rect(const Rect& from);

}  // namespace klieg::zego
