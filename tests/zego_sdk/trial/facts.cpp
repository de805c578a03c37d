#include "facts.h"

#include <iostream>
#include <mutex>

namespace klieg::trial {

namespace {

std::mutex printing;

std::string quoted(std::string_view words) {
    std::string result = "\"";
    for (const char letter : words) {
        if (letter == '"' || letter == '\\') {
            result += '\\';
            result += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20) {
            constexpr std::string_view digits = "0123456789abcdef";
            result += "\\u00";
            result += digits[static_cast<unsigned char>(letter) >> 4U];
            result += digits[static_cast<unsigned char>(letter) & 0x0FU];
        } else {
            result += letter;
        }
    }
    return result + '"';
}

}  // namespace

Fact::Fact(std::string_view name) : line_("{\"fact\":" + quoted(name)) {}

Fact& Fact::text(std::string_view key, std::string_view value) {
    this->key(key);
    line_ += quoted(value);
    return *this;
}

Fact& Fact::number(std::string_view key, std::int64_t value) {
    this->key(key);
    line_ += std::to_string(value);
    return *this;
}

Fact& Fact::flag(std::string_view key, bool value) {
    this->key(key);
    line_ += value ? "true" : "false";
    return *this;
}

void Fact::tell() const {
    const std::scoped_lock lock(printing);
    std::cout << line_ << "}" << std::endl;  // NOLINT(performance-avoid-endl): read at once
}

void Fact::key(std::string_view name) {
    line_ += "," + quoted(name) + ":";
}

}  // namespace klieg::trial
