// How this compiler lays out the SDK's structs, per variant; for a look from outside.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace klieg::zego {

struct StructLayout {
    const char* name;
    std::size_t size;
    std::vector<std::pair<const char*, std::size_t>> fields;
};

std::vector<StructLayout> layout_of_v1();
std::vector<StructLayout> layout_of_v2();
std::vector<StructLayout> layout_of_v3_25();

}  // namespace klieg::zego
