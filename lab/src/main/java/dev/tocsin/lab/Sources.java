// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// UDP sockets bound to many addresses of one host (see {@link Host#ownAll}).
public final class Sources implements AutoCloseable {

  private static final int COUNT_MAX = 10_000;

  private final List<DatagramChannel> channels;

  private Sources(List<DatagramChannel> channels) {
    this.channels = channels;
  }

  /// @param count how many addresses, spread at random over the prefix
  public static Sources open(Prefix prefix, int count, RandomGenerator random) throws IOException {
    if (count > COUNT_MAX) throw new IllegalArgumentException("at most " + COUNT_MAX + " sources");
    var channels = new ArrayList<DatagramChannel>();
    var taken = new HashSet<InetAddress>();
    for (int i = 0; i < count; i++) {
      var family = prefix.isIpv4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
      var channel = DatagramChannel.open(family);
      channels.add(channel);
      var address = anyWithin(prefix, random);
      // Distinct while the prefix has enough of them.
      for (int tries = 0; !taken.add(address) && tries < 100; tries++) {
        address = anyWithin(prefix, random);
      }
      channel.bind(new InetSocketAddress(address, 0));
      channel.configureBlocking(false);
    }
    return new Sources(channels);
  }

  /// Any address of a prefix.
  public static InetAddress anyWithin(Prefix prefix, RandomGenerator random)
      throws UnknownHostException {
    var base = prefix.address().getAddress();
    var hostBits = base.length * 8 - prefix.length();
    var offset = new byte[base.length];
    random.nextBytes(offset);
    var mask = BigInteger.ONE.shiftLeft(hostBits).subtract(BigInteger.ONE);
    var value = new BigInteger(1, base).or(new BigInteger(1, offset).and(mask));
    var bytes = value.toByteArray();
    var address = new byte[base.length];
    int length = Math.min(bytes.length, address.length);
    System.arraycopy(bytes, bytes.length - length, address, address.length - length, length);
    return InetAddress.getByAddress(address);
  }

  public List<DatagramChannel> channels() {
    return channels;
  }

  @Override
  public void close() throws IOException {
    for (var channel : channels) channel.close();
  }
}
