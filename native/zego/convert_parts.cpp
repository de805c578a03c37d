#include "zego/convert_parts.h"

namespace klieg::zego {

namespace {

constexpr int kFarthest = 1'000'000;  // pixels; no desktop is wider

bool is_near(int edge) {
    return edge > -kFarthest && edge < kFarthest;
}

}  // namespace

void check_text(const std::string& text, std::size_t room, const char* name) {
    const std::string start = std::string("cannot use ") + name + ": ";
    if (text.size() > room) {
        throw DoesNotFit(start + "it has " + std::to_string(text.size()) +
                         " bytes in UTF-8, the ZEGO Express SDK takes at most " +
                         std::to_string(room));
    }
    if (text.find('\0') != std::string::npos) {
        throw DoesNotFit(start + "it has a null character inside");
    }
}

std::string text_of(const char* from) {
    return from != nullptr ? std::string(from) : std::string();
}

std::string bytes_of(const unsigned char* from, unsigned int size) {
    if (from == nullptr || size > kMostBytes) {
        return {};
    }
    return {reinterpret_cast<const char*>(from), size};
}

Rect whole_rect(const Rect& from) {
    const bool near =
        is_near(from.left) && is_near(from.top) && is_near(from.right) && is_near(from.bottom);
    return near && from.left <= from.right && from.top <= from.bottom ? from : Rect{};
}

}  // namespace klieg::zego
