package dev.tollgate.benchmarks.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How HAProxy and nginx are told to do the gate's job: who holds a key, and how often it may be used. */
final class Proxies {
    private Proxies() {}

    /** A map of keys, and a counter of a day for each in a stick table. */
    static String haproxy(int port, Path keys) {
        return """
                global
                  nbthread 2
                  maxconn 2000
                defaults
                  mode http
                  timeout client 30s
                  timeout server 30s
                  timeout connect 5s
                frontend gate
                  bind 127.0.0.1:%d
                  stick-table type string len 80 size 1m expire 1d store gpc0
                  http-request set-var(txn.key) req.hdr(authorization),regsub(^Bearer\\ ,,)
                  http-request set-var(txn.account) var(txn.key),map_str(%s)
                  acl known var(txn.account) -m found
                  http-request return status 401 content-type application/json string "{\\"error\\":\\"Invalid API key\\"}" unless known
                  http-request track-sc0 var(txn.key)
                  http-request sc-inc-gpc0(0)
                  http-request return status 429 if { sc0_get_gpc0 gt 2000000000 }
                  http-request return status 200 hdr Cache-Control no-store hdr X-RateLimit-Limit 2000000000 hdr X-RateLimit-Remaining %%[int(2000000000),sub(txn.used)] hdr X-RateLimit-Reset 1790000000 hdr X-Tollgate-Account %%[var(txn.account)] hdr X-Tollgate-Plan bench hdr X-Tollgate-Environment live
                """.formatted(port, keys)
                .replace("sc-inc-gpc0(0)\n", "sc-inc-gpc0(0)\n  http-request set-var(txn.used) sc0_get_gpc0\n");
    }

    /** The same map, and a bucket for each key. Its limit knows no day; that is as near as it comes. */
    static String nginx(int port, Path folder, Path keys) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(keys)) {
            lines.add("\"Bearer " + line.replace(" ", "\" ") + ";");
        }
        Path map = Files.write(folder.resolve("nginx.map"), lines);
        return """
                daemon off;
                worker_processes 2;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.error.log;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  map_hash_max_size 65536;
                  map_hash_bucket_size 256;
                  map $http_authorization $account {
                    default "";
                    include %2$s;
                  }
                  limit_req_zone $account zone=keys:32m rate=1000000r/s;
                  limit_req_status 429;
                  server {
                    listen 127.0.0.1:%3$d;
                    location / {
                      if ($account = "") { return 401; }
                      error_page 418 = @admitted;
                      limit_req zone=keys burst=1000000 nodelay;
                      try_files /none @admitted;
                    }
                    location @admitted {
                      add_header Cache-Control no-store;
                      add_header X-RateLimit-Limit 2000000000;
                      add_header X-RateLimit-Reset 1790000000;
                      add_header X-Tollgate-Account $account;
                      add_header X-Tollgate-Plan bench;
                      add_header X-Tollgate-Environment live;
                      return 200;
                    }
                  }
                }
                """.formatted(folder, map, port);
    }
}
