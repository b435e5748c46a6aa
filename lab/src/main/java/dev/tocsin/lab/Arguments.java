// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `key=value` arguments of the lab's own small programs.
public final class Arguments {

  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  public static Arguments parse(String... arguments) {
    var values = new HashMap<String, String>();
    for (var argument : arguments) {
      var equals = argument.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + argument + "' is not key=value");
      }
      values.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    return new Arguments(values);
  }

  public String text(String key) {
    var value = values.get(key);
    if (value == null) throw new IllegalArgumentException(key + "= is missing");
    return value;
  }

  public String text(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  /// A whole number from 1 to the maximum.
  public long number(String key, long max) {
    var value = Long.parseLong(text(key));
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(key + "=" + value + " is not within 1 and " + max);
    }
    return value;
  }

  public List<Integer> ports(String key) {
    return Stream.of(text(key).split(",")).map(Integer::parseInt).toList();
  }

  /// `192.0.2.1:443` or `[2001:db8::1]:443`.
  public InetSocketAddress address(String key) {
    var value = text(key);
    var colon = value.lastIndexOf(':');
    var host = value.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(host, Integer.parseInt(value.substring(colon + 1)));
  }
}
