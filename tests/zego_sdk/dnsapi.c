/*
 * Stands in for Wine's dnsapi.dll. Wine's DnsQueryConfig() allocates nothing when it is told
 * to, and the SDK then follows a garbage pointer. This one says that there are no name
 * servers. Windows itself needs none of this.
 */
#include <windows.h>

#include <windns.h>

DNS_STATUS WINAPI DnsQueryConfig(DNS_CONFIG_TYPE config, DWORD flag, PWSTR adapter, PVOID reserved,
                                 PVOID buffer, PDWORD length) {
    (void)config;
    (void)flag;
    (void)adapter;
    (void)reserved;
    (void)buffer;
    (void)length;
    return DNS_ERROR_NO_DNS_SERVERS;
}
