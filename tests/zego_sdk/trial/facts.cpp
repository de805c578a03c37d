#include "facts.h"

#include <array>
#include <cstdio>
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
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x",
                          static_cast<unsigned>(static_cast<unsigned char>(letter)));
            result += escaped.data();
        } else {
            result += letter;
        }
    }
    return result + '"';
}

}  // namespace

Fact::Fact(std::string_view name) : line_("{\"fact\":" + quoted(name)) {}

Fact::~Fact() {
    const std::lock_guard lock(printing);
    std::cout << line_ << "}" << std::endl;  // NOLINT(performance-avoid-endl): read at once
}

Fact& Fact::text(std::string_view key, std::string_view value) {
    this->key(key);
    line_ += quoted(value);
    return *this;
}

Fact& Fact::number(std::string_view key, double value) {
    this->key(key);
    line_ += std::to_string(value);
    return *this;
}

Fact& Fact::number(std::string_view key, long long value) {
    this->key(key);
    line_ += std::to_string(value);
    return *this;
}

Fact& Fact::flag(std::string_view key, bool value) {
    this->key(key);
    line_ += value ? "true" : "false";
    return *this;
}

void Fact::key(std::string_view name) {
    line_ += "," + quoted(name) + ":";
}

}  // namespace klieg::trial
