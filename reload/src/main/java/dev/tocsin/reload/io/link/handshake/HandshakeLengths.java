// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

/// Refuses handshake messages over UDP that claim to be large. Bouncy Castle makes room for all of
/// what a first fragment claims, up to 16 MiB for each of 16 messages, before it knows who sent it.
public final class HandshakeLengths {

  /// An overlay's certificates have a fifth of it.
  private static final int MESSAGE_BYTES_MAX = 8 * 1024;

  // RFC 6347 §4.1: type, version, epoch, sequence number, length.
  private static final int RECORD_HEADER = 13;
  private static final int EPOCH = 3;
  private static final int RECORD_LENGTH = 11;
  private static final byte HANDSHAKE = 22;

  // RFC 6347 §4.2.2: type, length, sequence number, where the fragment begins, its length.
  private static final int MESSAGE_HEADER = 12;
  private static final int MESSAGE_LENGTH = 1;
  private static final int FRAGMENT_LENGTH = 9;

  private HandshakeLengths() {}

  /// Whether none of the handshake messages that a datagram shows to everybody claims too much.
  public static boolean areFair(byte[] datagram) {
    int at = 0;
    while (at + RECORD_HEADER <= datagram.length) {
      int end = at + RECORD_HEADER + number(datagram, at + RECORD_LENGTH, 2);
      boolean isShown = datagram[at] == HANDSHAKE && number(datagram, at + EPOCH, 2) == 0;
      if (isShown && !areFair(datagram, at + RECORD_HEADER, Math.min(end, datagram.length))) {
        return false;
      }
      at = end;
    }
    return true;
  }

  /// The same for what a record of handshake messages contains.
  static boolean areFair(byte[] bytes, int from, int end) {
    long at = from;
    while (at + MESSAGE_HEADER <= end) {
      if (number(bytes, (int) at + MESSAGE_LENGTH, 3) > MESSAGE_BYTES_MAX) return false;
      at += MESSAGE_HEADER + number(bytes, (int) at + FRAGMENT_LENGTH, 3);
    }
    return true;
  }

  private static int number(byte[] bytes, int at, int size) {
    int number = 0;
    for (int i = at; i < at + size; i++) number = number << 8 | bytes[i] & 0xff;
    return number;
  }
}
