// Tries the binding on the real SDK, and the SDK on what the binding believes of it.
//
//     trial probe LIBRARY          tells what the library is, as the app would
//     trial order LIBRARY          looks at order and threads, past the binding
//     trial live LIBRARY FOLDER    lives some lives of an engine, writes below FOLDER
//
// Prints facts; tests/zego_sdk judges them.

#include <exception>
#include <filesystem>
#include <vector>

#include "facts.h"
#include "journal.h"
#include "life.h"
#include "order.h"
#include "sdk.h"
#include "zego/library.h"
#include "zego/probe.h"
#include "zego/shared_library.h"
#include "zego/symbols.h"

namespace {

using klieg::trial::Fact;
using klieg::trial::Journal;
using klieg::trial::Life;
using klieg::trial::Order;
using klieg::trial::Sdk;

namespace fs = std::filesystem;

constexpr int kMoreLives = 5;

// Looks at the library without making an engine; tells whether it may go on.
bool may_try(const fs::path& path) {
    try {
        const auto info = klieg::zego::probe(path);
        const bool is_v2 = info.variant == klieg::zego::AbiVariant::kV2;
        Fact("accepted").text("variant", is_v2 ? "v2" : "v1").tell();
        return is_v2;
    } catch (const klieg::zego::LibraryError& error) {
        Fact("refused").text("why", error.what()).tell();
        return false;
    }
}

void look_at_order(const fs::path& path) {
    static Journal journal;  // as long as the SDK keeps callbacks
    const Sdk sdk(path);
    Order order(sdk, journal);
    order.init();
    order.publish_and_cancel();
    order.refuse_logins();
    order.uninit();
    order.init();
    order.uninit();
    sdk.end();
    Fact("ended").tell();
}

void live(const fs::path& path, const fs::path& folder) {
    const auto library = klieg::zego::Library::load(path);
    Fact("version").text("text", library->version()).tell();
    for (const auto& name : library->missing()) {
        Fact("symbol_missing").text("name", name).tell();
    }
    Fact("symbols").number("count", klieg::zego::kSymbols.size()).tell();
    Life first(library, folder);
    first.init();
    first.read_layouts_back();
    first.list_devices();
    first.test_speed();
    first.broadcast();
    first.uninit();
    first.destroy();
    for (int number = 0; number < kMoreLives; ++number) {
        Life another(library, folder);
        another.init();
        another.uninit();
        another.destroy();
    }
    Fact("ended").tell();
}

int carry_out(const std::vector<fs::path>& words) {
    const fs::path path = fs::absolute(words.at(1));
    if (!may_try(path)) {
        return 0;
    }
    if (words.at(0) == "order") {
        look_at_order(path);
    } else if (words.at(0) == "live") {
        live(path, fs::absolute(words.at(2)));
    }
    return 0;
}

}  // namespace

// NOLINTNEXTLINE(misc-use-internal-linkage): the system calls it
int wmain(int count, wchar_t** arguments) {
    try {
        return carry_out(std::vector<fs::path>(arguments + 1, arguments + count));
    } catch (const std::exception& error) {
        Fact("broken").text("why", error.what()).tell();
        return 2;
    }
}
