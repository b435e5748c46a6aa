// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.client.AltoClient;
import dev.tocsin.alto.client.directory.Closure;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose directory leads to those of others (RFC 7285 §9.2.4).
class DelegationTest {

  @TempDir Path folder;

  @BeforeEach
  void sources() throws IOException {
    Files.writeString(folder.resolve("prefixes.txt"), "192.0.2.0/24 mine\n");
  }

  private AltoService start(String map, String more) throws IOException {
    var text =
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps: {%s: {costs: {routingcost: {as-path: 1}}}}
        observe: {metrics: false}
        %s
        """;
    var file =
        Files.writeString(folder.resolve(map + ".yaml"), text.formatted(map, more.stripTrailing()));
    return AltoService.start(AltoSettings.read(file), _ -> {});
  }

  private static URI directory(AltoService service) {
    return URI.create("http://127.0.0.1:" + service.local().getPort() + "/directory");
  }

  private static Closure found(AltoService service) throws Exception {
    try (var client = AltoClient.open(List.of(directory(service)), HttpSettings.DEFAULT)) {
      return client.servers().getFirst().directory();
    }
  }

  @Test
  void leadsToWhatAnotherServerHas() throws Exception {
    try (var other = start("theirs", "");
        var root = start("ours", "delegations: {elsewhere: \"" + directory(other) + "\"}")) {
      var found = found(root);

      assertThat(found.defaultNetworkMap()).contains("ours");
      assertThat(found.resource("ours").uri().getPort()).isEqualTo(root.local().getPort());
      assertThat(found.resource("theirs").uri().getPort()).isEqualTo(other.local().getPort());
      assertThat(found.resources()).doesNotContainKey("elsewhere");
    }
  }

  @Test
  void leadsNobodyToWhatHisViewHides() throws Exception {
    try (var other = start("theirs", "");
        var root =
            start(
                "ours",
                """
                delegations: {elsewhere: "%s"}
                views: {inside: {hidden: [elsewhere]}}
                """
                    .formatted(directory(other)))) {
      assertThat(found(root).resources()).containsKey("ours").doesNotContainKey("theirs");
    }
  }

  @Test
  void saysWhatIsNoDirectoryAnywhere() {
    for (var wrong :
        List.of("directory", "ftp://alto.example.net/", "https:///x", "https://a:b@c/", "h ttp")) {
      assertThatThrownBy(() -> start("ours", "delegations: {elsewhere: \"" + wrong + "\"}"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("ours.yaml:5")
          .hasMessageContaining("'elsewhere'")
          .message()
          .doesNotContain("a:b");
    }
  }

  @Test
  void takesNoIdTwice() {
    assertThatThrownBy(() -> start("ours", "delegations: {ours: \"https://alto.example.net/\"}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("the delegation 'ours' has the id of a resource");
  }
}
