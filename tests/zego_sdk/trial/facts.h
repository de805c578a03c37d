// What the trial found out, one JSON object per line on the standard output.
#pragma once

#include <string>
#include <string_view>

namespace klieg::trial {

// One line; it is printed when the object ends. Threads may print at the same
// time.
class Fact {
public:
    explicit Fact(std::string_view name);
    ~Fact();

    Fact(const Fact&) = delete;
    Fact& operator=(const Fact&) = delete;
    Fact(Fact&&) = delete;
    Fact& operator=(Fact&&) = delete;

    Fact& text(std::string_view key, std::string_view value);
    Fact& number(std::string_view key, double value);
    Fact& number(std::string_view key, long long value);
    Fact& flag(std::string_view key, bool value);

private:
    void key(std::string_view name);

    std::string line_;
};

}  // namespace klieg::trial
