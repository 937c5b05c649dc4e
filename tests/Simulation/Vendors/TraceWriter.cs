using System.Globalization;
using System.Text.Json;
using Digdir.Altinn.Gateway.Replay;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Vendors;

/// <summary>Writes what a vendor does as a trace, for the gateway's replay. Not thread-safe.</summary>
internal sealed class TraceWriter(TextWriter output)
{
    private const string Vendor = "310000001";

    /// <summary>One answered call.</summary>
    public void Write(in SimulatedCall call, in SimulatedAnswer answer, ReadOnlySpan<ulong> things, long now)
    {
        var body = answer.Body;
        foreach (var thing in things)
        {
            body = Dice.Mix(body, thing);
        }

        var operation = call.Operation.Known;
        var isWrite = operation?.Method is not "GET";
        Write(new TraceLine
        {
            Type = isWrite ? "write" : "request",
            Time = DateTimeOffset.FromUnixTimeMilliseconds(now),
            Vendor = Vendor,
            Client = call.Caller.Portal ? null : "client",
            Customer = call.Caller.Customer > 0 ? call.Caller.Customer.ToString(CultureInfo.InvariantCulture) : null,
            Party = call.Party?.Urn,
            Subject = call.Caller.Person,
            Portal = call.Caller.Portal,
            Method = operation?.Method,
            Path = PathOf(call),
            Query = call.Query,
            Status = answer.Status,
            Bytes = answer.Bytes,
            Answer = answer.Status is >= 200 and < 300 && !isWrite ? JsonSerializer.SerializeToElement($"{body:x16}") : null,
            Created = answer.CreatedAt > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(answer.CreatedAt) : null,
            RetryAfter = answer.RetryAfter,
            EventId = call.Declared,
            UserAgent = call.Caller.UserAgent is { Length: > 0 } agent ? agent : null,
        });
    }

    /// <summary>One delivery.</summary>
    public void Write(Party party, string id, bool delivered, long now) => Write(new TraceLine
    {
        Type = "event",
        Time = DateTimeOffset.FromUnixTimeMilliseconds(now),
        Vendor = Vendor,
        Party = party.Urn,
        EventType = "dialogporten.dialog.updated.v1",
        EventId = id,
        Delivered = delivered,
    });

    private void Write(TraceLine line) => output.WriteLine(JsonSerializer.Serialize(line, TraceJson.Default.TraceLine));

    private static string PathOf(in SimulatedCall call)
    {
        var path = (call.Operation.Known?.Host == Gateway.Catalogue.OperationHost.App ? "/apps" : "") + call.Operation.Known?.Path;
        path = path.Replace("{org}", "ttd", StringComparison.Ordinal).Replace("{app}", "demo", StringComparison.Ordinal);
        return call.Party is { } party
            ? path.Replace("{instanceOwnerPartyId}", party.PartyIdText, StringComparison.Ordinal).Replace("{instanceGuid}", call.Name, StringComparison.Ordinal).Replace("{dialogId}", call.Name, StringComparison.Ordinal)
            : path.Replace("{instanceOwnerPartyId}", call.Name, StringComparison.Ordinal);
    }
}
