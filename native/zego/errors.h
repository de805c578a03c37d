// Why a call of the SDK was not made.
#pragma once

#include <stdexcept>

namespace klieg::zego {

// The SDK that is loaded does not have the function.
class MissingFunction : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The handle was destroyed, or the library cannot give another one now.
class Closed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A text or a number of items that the SDK has no room for; never says what it is.
class DoesNotFit : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

}  // namespace klieg::zego
