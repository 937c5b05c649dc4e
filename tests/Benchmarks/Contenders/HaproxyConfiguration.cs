using System.Globalization;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>
/// HAProxy 2.6 doing what it can of the job: algorithm, signature, issuer and expiry of each token, and a count per client. It has no cache of verified
/// tokens, so it pays for RS256 every time; it logs nothing and knows nobody's standing.
/// </summary>
internal static class HaproxyConfiguration
{
    public static string Written(int port, int upstream, string keyFile) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        global
          nbthread {{Environment.ProcessorCount}}
          maxconn 4000
        defaults
          mode http
          option http-keep-alive
          http-reuse always
          timeout connect 5s
          timeout client 60s
          timeout server 60s
        frontend public
          bind 127.0.0.1:{{port}}
          http-request set-var(txn.alg) http_auth_bearer,jwt_header_query('$.alg')
          http-request set-var(txn.iss) http_auth_bearer,jwt_payload_query('$.iss')
          http-request set-var(txn.exp) http_auth_bearer,jwt_payload_query('$.exp','int')
          http-request set-var(txn.client) http_auth_bearer,jwt_payload_query('$.client_id')
          http-request set-var(txn.now) date()
          http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
          http-request deny deny_status 401 unless { var(txn.iss) -m beg http://127.0.0.1: }
          http-request deny deny_status 401 unless { http_auth_bearer,jwt_verify(txn.alg,"{{keyFile}}") 1 }
          http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
          http-request track-sc0 var(txn.client) table clients
          http-request deny deny_status 429 if { sc0_http_req_rate(clients) gt 100000000 }
          default_backend product
        backend clients
          stick-table type string len 64 size 100k expire 10m store http_req_rate(10s)
        backend product
          server only 127.0.0.1:{{upstream}}

        """);
}
