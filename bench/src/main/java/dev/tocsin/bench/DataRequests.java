// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.load.https.HttpsLoad;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the load asks of the data channel. Every connection is a DOTS client of its own.
final class DataRequests {

  static final int ALIASES = 1_000;

  private static final String DATA = "/restconf/data/ietf-dots-data-channel:dots-data";
  private static final byte[] RETRIEVAL =
      HttpsLoad.request("GET", client(0) + "/aliases?content=all", "");

  private DataRequests() {}

  private static String client(int number) {
    return DATA + "/dots-client=bench-" + number;
  }

  static byte[] discovery() {
    return HttpsLoad.request("GET", "/.well-known/host-meta", "");
  }

  static byte[] register(int client) {
    return HttpsLoad.request(
        "POST",
        DATA,
        "{\"ietf-dots-data-channel:dots-client\":[{\"cuid\":\"bench-" + client + "\"}]}");
  }

  static byte[] thousandAliases() {
    var aliases =
        IntStream.range(0, ALIASES)
            .mapToObj(
                i ->
                    "{\"name\":\"server-%d\",\"target-prefix\":[\"2001:db8::%x/128\"]}"
                        .formatted(i, i + 1))
            .collect(Collectors.joining(","));
    return HttpsLoad.request(
        "POST", client(0), "{\"ietf-dots-data-channel:aliases\":{\"alias\":[" + aliases + "]}}");
  }

  static byte[] retrieval() {
    return RETRIEVAL;
  }

  /// A drop list of one entry that waits for an attack.
  static byte[] creation(int client, long run, long n) {
    var acl =
        "{\"ietf-dots-data-channel:acls\":{\"acl\":[{\"name\":\"list-"
            + run
            + "-"
            + n
            + "\",\"type\":\"ipv6-acl-type\",\"activation-type\":\"activate-when-mitigating\","
            + "\"aces\":{\"ace\":[{\"name\":\"one\",\"matches\":{\"ipv6\":"
            + "{\"destination-ipv6-network\":\"2001:db8::/48\",\"protocol\":17}},"
            + "\"actions\":{\"forwarding\":\"drop\"}}]}}]}}";
    return HttpsLoad.request("POST", client(client), acl);
  }
}
