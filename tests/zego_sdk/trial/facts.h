// What the trial found out, one JSON object per line on the standard output.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace klieg::trial {

// One line, to be printed with tell(); threads may do that at the same time.
class Fact {
public:
    explicit Fact(std::string_view name);

    Fact& text(std::string_view key, std::string_view value);
    Fact& number(std::string_view key, std::int64_t value);
    Fact& flag(std::string_view key, bool value);
    void tell() const;

private:
    void key(std::string_view name);

    std::string line_;
};

}  // namespace klieg::trial
