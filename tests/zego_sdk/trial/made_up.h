// An account that does not exist; without a network nobody can tell.
#pragma once

#include <cstdint>

namespace klieg::trial {

constexpr std::uint32_t kAppId = 1234567890;
constexpr const char* kAppSign = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
constexpr const char* kRoom = "klieg-trial";
constexpr const char* kStream = "klieg-trial-stream";
constexpr const char* kUser = "klieg-trial-user";
constexpr const char* kUserName = "Klieg trial \xE2\x98\x85";

constexpr int kBroadcast = 8;  // the scenario
constexpr const char* kRetryForEightS = "room_retry_time=8;av_retry_time=8;";

}  // namespace klieg::trial
