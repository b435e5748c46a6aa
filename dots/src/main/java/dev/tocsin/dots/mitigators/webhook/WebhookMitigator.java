// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.webhook;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.messages.RemoteLists;
import dev.tocsin.dots.mitigators.messages.RemoteOrders;
import dev.tocsin.dots.wire.Counters;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hands mitigations to a web service, a scrubber's for example: one signed POST per call, in the
/// JSON of `exec`; the service brings its counters to a report endpoint. This folder's README is
/// the manual.
public final class WebhookMitigator implements Mitigator {

  private final HttpCourier courier;
  private final RemoteOrders orders;
  private final Optional<ListFilter> lists;
  private final ReportDesk desk;
  private final Optional<WebServer> reports;

  /// Listens for reports when it is made.
  ///
  /// @throws ConfigException if the address for reports cannot be had
  public WebhookMitigator(String instance, WebhookSettings settings, InstantSource clock) {
    this.courier = new HttpCourier(settings, clock);
    this.orders = new RemoteOrders(instance, settings.url().getHost(), courier);
    // The service brings counters of mitigations only.
    this.lists = RemoteLists.of(instance, settings.service().lists(), false, courier);
    this.desk = new ReportDesk(settings, clock);
    this.reports = settings.reports().map(where -> listen(instance, where));
  }

  private WebServer listen(String instance, WebhookSettings.Reports where) {
    var address = new InetSocketAddress(where.listen().host(), where.listen().port());
    if (address.isUnresolved()) {
      throw new ConfigException("reports for " + instance + ": no address for " + where.listen());
    }
    // The signature says who reports; a client certificate would say it twice.
    var tls =
        where.key().map(key -> new WebSettings.Tls(key, List.of(), ClientCertificate.IGNORED));
    return WebServer.start(
        "reports-" + instance,
        new WebSettings(address, tls, WebSettings.Limits.DEFAULT),
        desk::handle);
  }

  /// Where reports are posted to, with the real port.
  Optional<InetSocketAddress> local() {
    return reports.map(WebServer::local);
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> wanted) {
    var events = orders.enable(wanted);
    desk.expect(orders.standing());
    return events;
  }

  @Override
  public void disable(Collection<MitigationKey> keys) {
    orders.disable(keys);
    desk.expect(orders.standing());
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> wanted) {
    var events = orders.reconcile(wanted);
    desk.expect(orders.standing());
    return events;
  }

  @Override
  public Map<MitigationKey, Counters> measure() {
    return desk.take();
  }

  @Override
  public Optional<ListFilter> lists() {
    return lists;
  }

  @Override
  public void close() {
    reports.ifPresent(WebServer::close);
    courier.close();
  }
}
