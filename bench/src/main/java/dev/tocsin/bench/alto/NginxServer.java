// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// nginx as it serves files best: one process, what is packed stands packed beside the file, and
/// open files stay open.
final class NginxServer {

  private final Path folder;

  NginxServer(Path folder) {
    this.folder = folder;
  }

  /// @param name under which it is had
  void serve(String name, byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try {
      try (var out = new GZIPOutputStream(packed)) {
        out.write(bytes);
      }
      Files.createDirectories(folder.resolve("www"));
      Files.write(folder.resolve("www").resolve(name), bytes);
      Files.write(folder.resolve("www").resolve(name + ".gz"), packed.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RunningServer start(Keys keys, int http, int https, int core) {
    var text =
        """
        daemon off; master_process off; worker_processes 1;
        pid %1$s/pid; error_log %1$s/errors warn;
        events { worker_connections 1024; }
        http {
          access_log off; sendfile on; tcp_nopush on; gzip_static on; etag on;
          keepalive_requests 1000000000; keepalive_timeout 600s;
          open_file_cache max=100; open_file_cache_valid 1h;
          default_type application/alto-networkmap+json;
          client_body_temp_path %1$s/1; proxy_temp_path %1$s/2; fastcgi_temp_path %1$s/3;
          uwsgi_temp_path %1$s/4; scgi_temp_path %1$s/5;
          ssl_certificate %2$s/server.pem; ssl_certificate_key %2$s/server-key.pem;
          ssl_protocols TLSv1.2 TLSv1.3;
          server { listen 127.0.0.1:%3$d; root %1$s/www; }
          server { listen 127.0.0.1:%4$d ssl; root %1$s/www; }
        }
        """
            .formatted(folder, keys.folder(), http, https);
    var file = folder.resolve("nginx.conf");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RunningServer.start(
        List.of("nginx", "-c", file.toString(), "-e", folder.resolve("errors").toString()),
        core,
        folder.resolve("log"));
  }
}
