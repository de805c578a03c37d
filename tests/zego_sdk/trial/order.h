// Looks at what the binding cannot see: on which thread, and inside which call, the SDK
// speaks. The binding relies on it.
#pragma once

#include <string>

#include "journal.h"
#include "sdk.h"

namespace klieg::trial {

class Order {
public:
    // `journal` must live until the process ends, because the SDK keeps callbacks.
    Order(const Sdk& sdk, Journal& journal);

    void init();
    void publish_and_cancel();
    void refuse_logins();
    void uninit();

private:
    // Calls that return an error code; each becomes a fact.
    template <typename... Arguments>
    int say(const char* name, Arguments... arguments);

    // Starts a login; returns the code of the call.
    int login(const std::string& user_id);
    void logout();

    // Waits for a while, then prints what the SDK told.
    void wait(int milliseconds);

    const Sdk& sdk_;
    Journal& journal_;
};

}  // namespace klieg::trial
