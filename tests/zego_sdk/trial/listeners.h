// Callbacks for everything that the trial looks at.
#pragma once

#include "journal.h"
#include "sdk.h"

namespace klieg::trial {

// `journal` must live until the process ends, because the SDK keeps callbacks.
void listen_to_all(const Sdk& sdk, Journal& journal);

}  // namespace klieg::trial
