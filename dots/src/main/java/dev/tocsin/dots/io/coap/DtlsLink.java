// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static jdk.net.ExtendedSocketOptions.IP_DONTFRAGMENT;

import dev.tocsin.dots.io.dtls.ConnectionEvents;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.dtls.Resumptions;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.ServerProfile;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.MessageCallback;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.exception.EndpointMismatchException;
import org.eclipse.californium.elements.util.DatagramReader;
import org.eclipse.californium.elements.util.DatagramWriter;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One DTLS connection of a client on a UDP socket of its own, so that an old and a new session
/// with the same server live side by side. Its address may change below: the connection id stays.
final class DtlsLink implements ClientLink {

  private static final Logger log = LoggerFactory.getLogger(DtlsLink.class);

  /// Record header, explicit nonce, tag, inner content type (RFC 5246, RFC 6347, RFC 9146).
  private static final int RECORD_BYTES = 13 + 8 + 16 + 1;

  private final InetSocketAddress remote;
  private final Optional<String> expectedName;
  private final ScheduledExecutorService executor;
  private final Resumptions resumptions;
  private final boolean resumes;
  private final Events events;
  private final ConnectionEvents listener;
  private final OwnSocket connector;
  private final EndpointContext opener;

  DtlsLink(
      Target target,
      ClientSettings settings,
      ScheduledExecutorService executor,
      Resumptions resumptions,
      Events events) {
    this.remote = target.remote();
    this.expectedName = target.profile().expectedName();
    this.executor = executor;
    this.resumptions = resumptions;
    this.resumes = target.resumes();
    this.events = events;
    this.listener = new Listener();
    this.opener = new AddressEndpointContext(remote);
    this.connector = connector(settings, target.profile());
    connector.setExecutor(executor);
  }

  private OwnSocket connector(ClientSettings settings, ServerProfile profile) {
    Configuration configuration = DtlsSetup.configuration();
    configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
    configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
    configuration.set(DtlsConfig.DTLS_MAX_CONNECTIONS, 4);
    int mtu = Math.min(DtlsSetup.MTU, PathMtu.of(settings, remote));
    configuration.set(DtlsConfig.DTLS_MAX_TRANSMISSION_UNIT_LIMIT, mtu);
    var builder =
        DtlsConnectorConfig.builder(configuration)
            .setConnectionListener(listener)
            .setAddress(
                settings
                    .localAddress()
                    .map(address -> new InetSocketAddress(address, 0))
                    .orElseGet(() -> new InetSocketAddress(0)));
    Credentials credentials = profile.credentials();
    DtlsSetup.credentials(
        builder,
        configuration,
        credentials,
        profile.expectedName(),
        credentials.secret().isPresent());
    return new OwnSocket(builder.build());
  }

  @Override
  public Connector connector() {
    return connector;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  /// Restores what may be resumed, then asks for a handshake by a message that is never sent: it
  /// wants no connection, and the matcher drops it as soon as there is one.
  @Override
  public void dial() {
    if (resumes) resumptions.take(remote, expectedName).ifPresent(this::restore);
    connector.send(
        RawData.outbound(
            new byte[0],
            opener,
            new MessageCallback() {
              @Override
              public void onConnecting() {}

              @Override
              public void onDtlsRetransmission(int flight) {}

              @Override
              public void onContextEstablished(EndpointContext context) {}

              @Override
              public void onSent() {}

              @Override
              public void onError(Throwable error) {
                if (!(error instanceof EndpointMismatchException)) events.down(reason(error));
              }
            },
            false));
  }

  private static String reason(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  private void restore(byte[] state) {
    Connection connection = Connection.fromReader(new DatagramReader(state), 0);
    if (connection == null) return;
    connection.setResumptionRequired(true);
    connection.setConnectorContext(executor, listener);
    connector.restoreConnection(connection);
  }

  @Override
  public void hangUp() {
    connector.close(remote);
  }

  @Override
  public EndpointContextMatcher matcher() {
    return new OnePeer(
        remote,
        (message, connection) -> message == opener ? connection == null : connection != null);
  }

  /// The library's connector, on a socket that is at hand.
  private static final class OwnSocket extends DTLSConnector {

    private volatile @Nullable DatagramSocket socket;

    OwnSocket(DtlsConnectorConfig configuration) {
      super(configuration);
    }

    @Override
    protected void init(InetSocketAddress address, DatagramSocket opened, Integer mtu)
        throws IOException {
      socket = opened;
      super.init(address, opened, mtu);
    }

    // RFC 9132 §7.3: what turns out too large for the path is split by us, not by the network. A
    // handshake may be fragmented: its messages were cut before anything was learned.
    void refuseFragments() {
      var open = socket;
      if (open == null || !open.supportedOptions().contains(IP_DONTFRAGMENT)) return;
      try {
        open.setOption(IP_DONTFRAGMENT, true);
      } catch (IOException e) {
        log.info("packets to {} may be fragmented: {}", getAddress(), e.getMessage());
      }
    }
  }

  private final class Listener implements ConnectionEvents {
    @Override
    public void established(Connection connection) {
      var writer = new DatagramWriter(512, true);
      if (connection.writeTo(writer)) resumptions.keep(remote, expectedName, writer.toByteArray());
      writer.close();
      connector.refuseFragments();
      events.up(overheadBytes(connection));
    }

    @Override
    public void gone(Connection connection, boolean removed) {
      events.down(removed ? "the connection was dropped" : "the server closed the session");
    }
  }

  private int overheadBytes(Connection connection) {
    int ip = remote.getAddress().getAddress().length == 4 ? 20 : 40;
    var context = connection.getEstablishedDtlsContext();
    var cid = context == null ? null : context.getWriteConnectionId();
    return ip + 8 + RECORD_BYTES + (cid == null ? 0 : cid.length());
  }
}
