// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.util.List;
import java.util.regex.Pattern;

/// What one `counter` of an nftables rule counts.
public record NftCounter(long packets, long bytes) {

  private static final Pattern TEXT = Pattern.compile("counter packets (\\d+) bytes (\\d+)");

  static List<NftCounter> parse(String listing) {
    return TEXT.matcher(listing)
        .results()
        .map(m -> new NftCounter(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))))
        .toList();
  }
}
