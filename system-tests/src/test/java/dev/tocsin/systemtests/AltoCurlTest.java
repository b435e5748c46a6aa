// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.io.access.DigestUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// curl's Digest (RFC 7616) against a server in a process of its own.
class AltoCurlTest {

  private static final String COSTS =
      "{\"cost-type\":{\"cost-mode\":\"numerical\",\"cost-metric\":\"routingcost\"},"
          + "\"endpoints\":{\"srcs\":[\"ipv4:192.0.2.1\"],\"dsts\":[\"ipv4:198.51.100.1\"]}}";

  @TempDir Path folder;

  private TocsinProcess server;
  private String root;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        folder.resolve("users.txt"), DigestUsers.line("isp-b", "alto", "open sesame") + "\n");
    Files.writeString(
        folder.resolve("topology.yaml"),
        """
        nodes:
          a: {prefixes: [192.0.2.0/24]}
          b: {prefixes: [198.51.100.0/24]}
        links: [{from: a, to: b, metric: 7}]
        """);
    var file =
        Files.writeString(
            folder.resolve("alto.yaml"),
            """
            listen: 127.0.0.1:0
            sources: {topology: {format: yaml, file: topology.yaml}}
            maps: {net: {costs: {routingcost: {igp: 1, unknown: 99}}}}
            access: {users: users.txt, required: true}
            observe: {metrics: false}
            """);
    server = TocsinProcess.start("alto", "server", "-c", file.toString());
    var line = server.awaitOut("listening on ");
    root = line.substring(line.indexOf("http://"), line.lastIndexOf("/directory"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void curlProvesWhoItIs() throws Exception {
    assertThat(curl("/directory")).endsWith(" 401");
    assertThat(curl("/directory", "--digest", "--user", "isp-b:open sesame"))
        .contains("\"default-alto-network-map\":\"net\"")
        .endsWith(" 200");
    assertThat(curl("/directory", "--digest", "--user", "isp-b:guess")).endsWith(" 401");
    assertThat(
            curl(
                "/resource/endpoint-costs",
                "--digest",
                "--user",
                "isp-b:open sesame",
                "--header",
                "Content-Type: application/alto-endpointcostparams+json",
                "--data",
                COSTS))
        .contains("{\"ipv4:192.0.2.1\":{\"ipv4:198.51.100.1\":7}}")
        .endsWith(" 200");
  }

  /// @return the body and the last status
  private String curl(String path, String... options) throws Exception {
    var command =
        Stream.concat(
            Stream.of("curl", "--silent", "--noproxy", "*", "--write-out", " %{http_code}"),
            Stream.concat(Stream.of(options), Stream.of(root + path)));
    try (var curl = ForeignProgram.start(folder, command.toArray(String[]::new))) {
      return curl.ended();
    }
  }
}
