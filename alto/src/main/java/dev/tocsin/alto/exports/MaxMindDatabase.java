// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.exports;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Databases in MaxMind's format, version 2.0: a binary tree over the bits of IPv6 addresses, with
/// IPv4 below ::/96, and the values behind it.
final class MaxMindDatabase {

  private static final int RECORD_BITS = 32;
  private static final int SEPARATOR_BYTES = 16;
  private static final byte[] METADATA_MARKER = {
    (byte) 0xAB, (byte) 0xCD, (byte) 0xEF, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
  };

  // Types of the format's data section.
  private static final int STRING = 2;
  private static final int DOUBLE = 3;
  private static final int UINT16 = 5;
  private static final int UINT32 = 6;
  private static final int MAP = 7;
  private static final int UINT64 = 9;
  private static final int ARRAY = 11;
  private static final int TYPE_EXTENDED_FROM = 8;

  /// Record of a node that leads nowhere yet.
  private static final int EMPTY = -1;

  private static final int ROOT = 0;

  private record Value(String pid, OptionalDouble cost) {}

  // Two records to a node: the number of the next node, or minus 2 minus an offset among the
  // values.
  private int[] records = new int[1 << 12];
  private int nodes;
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private final Map<Value, Integer> offsets = new HashMap<>();

  private MaxMindDatabase() {
    node(EMPTY);
  }

  static byte[] bytes(ExportFormat.Head head, List<ExportRow> rows) {
    var database = new MaxMindDatabase();
    // What IPv4 says goes on below what IPv6 says of ::/96, and not the other way round.
    for (var row : rows) if (!row.prefix().isIpv4()) database.insert(row);
    for (var row : rows) if (row.prefix().isIpv4()) database.insert(row);
    return database.file(head);
  }

  /// Wider prefixes come first: where a longer one goes on below a leaf, the leaf's value is handed
  /// down to both sides.
  private void insert(ExportRow row) {
    var prefix = row.prefix();
    var address = new byte[16];
    var bytes = prefix.addressBytes();
    System.arraycopy(bytes, 0, address, 16 - bytes.length, bytes.length);
    int length = prefix.length() + (prefix.isIpv4() ? 96 : 0);
    int leaf = -2 - offset(new Value(row.pid(), row.cost()));
    if (length == 0) {
      records[ROOT] = leaf;
      records[ROOT + 1] = leaf;
      return;
    }
    int node = ROOT;
    for (int bit = 0; bit < length - 1; bit++) {
      int at = 2 * node + bit(address, bit);
      if (records[at] < 0) {
        int below = node(records[at]);
        records[at] = below;
      }
      node = records[at];
    }
    records[2 * node + bit(address, length - 1)] = leaf;
  }

  private static int bit(byte[] address, int bit) {
    return address[bit >> 3] >> (7 - (bit & 7)) & 1;
  }

  private int node(int both) {
    if (2 * nodes + 2 > records.length) records = Arrays.copyOf(records, 2 * records.length);
    records[2 * nodes] = both;
    records[2 * nodes + 1] = both;
    return nodes++;
  }

  private int offset(Value value) {
    return offsets.computeIfAbsent(
        value,
        each -> {
          int offset = values.size();
          control(values, MAP, each.cost().isPresent() ? 2 : 1);
          text(values, "pid");
          text(values, each.pid());
          if (each.cost().isPresent()) {
            text(values, "cost");
            control(values, DOUBLE, 8);
            values.writeBytes(ByteBuffer.allocate(8).putDouble(each.cost().getAsDouble()).array());
          }
          return offset;
        });
  }

  private byte[] file(ExportFormat.Head head) {
    var file = new ByteArrayOutputStream(8 * nodes + values.size() + 1_024);
    var tree = ByteBuffer.allocate(8 * nodes);
    for (int i = 0; i < 2 * nodes; i++) tree.putInt(record(records[i]));
    file.writeBytes(tree.array());
    file.writeBytes(new byte[SEPARATOR_BYTES]);
    file.writeBytes(values.toByteArray());
    file.writeBytes(METADATA_MARKER);
    metadata(file, head);
    return file.toByteArray();
  }

  /// The format's own numbering: the count of the nodes stands for nothing found, what lies beyond
  /// for a value.
  private int record(int record) {
    if (record >= 0) return record;
    return record == EMPTY ? nodes : nodes + SEPARATOR_BYTES - 2 - record;
  }

  private void metadata(ByteArrayOutputStream out, ExportFormat.Head head) {
    control(out, MAP, 9);
    number(out, "binary_format_major_version", UINT16, 2);
    number(out, "binary_format_minor_version", UINT16, 0);
    number(out, "build_epoch", UINT64, head.made().getEpochSecond());
    text(out, "database_type");
    text(out, "Tocsin-ALTO-PID");
    text(out, "description");
    control(out, MAP, 1);
    text(out, "en");
    text(out, "ALTO network map %s, version %s".formatted(head.map(), head.tag()));
    number(out, "ip_version", UINT16, 6);
    text(out, "languages");
    control(out, ARRAY, 1);
    text(out, "en");
    number(out, "node_count", UINT32, nodes);
    number(out, "record_size", UINT16, RECORD_BITS);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    control(out, STRING, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, String name, int type, long value) {
    text(out, name);
    int length = (64 - Long.numberOfLeadingZeros(value) + 7) / 8;
    control(out, type, length);
    for (int i = length - 1; i >= 0; i--) out.write((int) (value >> 8 * i));
  }

  /// Type and size, in one to three bytes: nothing here is longer than 284 bytes.
  private static void control(ByteArrayOutputStream out, int type, int size) {
    int first = type < TYPE_EXTENDED_FROM ? type << 5 : 0;
    if (size >= 29 + 256) throw new IllegalArgumentException(size + " bytes in a value");
    out.write(first | Math.min(size, 29));
    if (type >= TYPE_EXTENDED_FROM) out.write(type - 7);
    if (size >= 29) out.write(size - 29);
  }
}
