// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.MapBasedEndpointContext;
import org.eclipse.californium.elements.MapBasedEndpointContext.Attributes;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.SessionListener;

/// Loads one DTLS server from many client sessions on one thread. Each run uses sockets and
/// sessions of its own.
public final class LoadGenerator {

  private final InetSocketAddress server;
  private final Credential credential;

  public LoadGenerator(InetSocketAddress server, Credential credential) {
    this.server = server;
    this.credential = credential;
  }

  /// Keeps requests outstanding until the meter has what it wants.
  public PutRun put(PutPlan plan) {
    var sessions = new Sessions(plan.sessions());
    return new PutRun(plan, sessions);
  }

  /// Asks for so many mitigations on each of the sessions.
  public FillRun fill(int sessions, int each) {
    return new FillRun(new Sessions(sessions), sessions, each);
  }

  /// Opens sessions one after the other, on so many sockets at a time.
  public HandshakeRun handshakes(int sockets, boolean resumed) {
    return new HandshakeRun(new Sessions(sockets), sockets, resumed);
  }

  /// Opens sessions and leaves them alone.
  public OpenSessions open(int sessions) {
    return new OpenSessions(new Sessions(sessions), sessions);
  }

  /// The sessions of one run. Callbacks come on the receiver thread.
  final class Sessions implements AutoCloseable {

    private final AtomicReference<Events> events = new AtomicReference<>();
    private final ManyPortsConnector connector;
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    interface Events {
      void received(int session, byte[] message);

      void established(int session);

      void failed(int session, Throwable reason);
    }

    Sessions(int count) {
      connector = new ManyPortsConnector(credential.configuration(count, new Listener()), server);
      connector.setExecutor(new CallerRuns());
      connector.setEndpointContextMatcher(new HandshakeOnly());
      connector.setRawDataReceiver(
          data -> current().received(number(data.getInetSocketAddress()), data.getBytes()));
    }

    void start(Events handler) {
      events.set(handler);
      try {
        connector.start();
      } catch (IOException e) {
        throw new UncheckedIOException("the generator cannot start", e);
      }
    }

    /// Opens the socket of the next session.
    void open() {
      addresses.add(connector.open(addresses.size()));
    }

    void run(Runnable task) {
      connector.run(task);
    }

    void send(int session, byte[] message) {
      var context = new AddressEndpointContext(addresses.get(session));
      connector.send(RawData.outbound(message, context, null, false));
    }

    /// Opens the session, again if it is open.
    void handshake(int session, boolean resumed) {
      var mode =
          resumed
              ? DtlsEndpointContext.ATTRIBUTE_HANDSHAKE_MODE_FORCE
              : DtlsEndpointContext.ATTRIBUE_HANDSHAKE_MODE_FORCE_FULL;
      connector.send(RawData.outbound(new byte[1], context(session, mode), null, false));
    }

    void sayGoodbye(int session) {
      connector.close(addresses.get(session));
    }

    private EndpointContext context(int session, Attributes mode) {
      return new MapBasedEndpointContext(addresses.get(session), null, mode);
    }

    private Events current() {
      var handler = events.get();
      if (handler == null) throw new IllegalStateException("the run has not started");
      return handler;
    }

    @Override
    public void close() {
      connector.destroy();
    }

    private static int number(InetSocketAddress address) {
      var bytes = address.getAddress().getAddress();
      return (bytes[1] & 255) << 16 | (bytes[2] & 255) << 8 | bytes[3] & 255;
    }

    private final class Listener implements SessionListener {
      @Override
      public void contextEstablished(Handshaker handshaker, DTLSContext context) {
        current().established(number(handshaker.getPeerAddress()));
      }

      @Override
      public void handshakeFailed(Handshaker handshaker, Throwable error) {
        // Its session was open: it only waited whether the last flight had to be repeated.
        if (handshaker.hasContextEstablished()) return;
        current().failed(number(handshaker.getPeerAddress()), error);
      }

      @Override
      public void handshakeStarted(Handshaker handshaker) {}

      @Override
      public void handshakeCompleted(Handshaker handshaker) {}

      @Override
      public void handshakeFlightRetransmitted(Handshaker handshaker, int flight) {}
    }
  }

  /// Lets a message that only asks for a handshake start one and then go nowhere.
  private static final class HandshakeOnly implements EndpointContextMatcher {
    @Override
    public String getName() {
      return "handshake only";
    }

    @Override
    public Object getEndpointIdentity(EndpointContext context) {
      return context.getPeerAddress();
    }

    @Override
    public boolean isResponseRelatedToRequest(EndpointContext request, EndpointContext response) {
      return true;
    }

    @Override
    public boolean isToBeSent(EndpointContext message, EndpointContext connection) {
      return connection == null || message.get(DtlsEndpointContext.KEY_HANDSHAKE_MODE) == null;
    }

    @Override
    public String toRelevantState(EndpointContext context) {
      return "";
    }
  }

  /// Everything on the receiver thread: the generator has one core and nothing to wait for.
  private static final class CallerRuns extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
