namespace DocumentAnalysis;

/// <summary>Nine kinds of business documents.</summary>
internal static class Letters
{
    public static (string Kind, string Title, string Text) Write(int kind, Facts f) => kind switch
    {
        0 => QuarterlyReport(f),
        1 => MeetingMinutes(f),
        2 => IncidentReview(f),
        3 => SupplyContract(f),
        4 => Invoice(f),
        5 => AuditFinding(f),
        6 => PressRelease(f),
        7 => StudyAbstract(f),
        _ => PolicyMemo(f),
    };

    private static (string, string, string) QuarterlyReport(Facts f)
    {
        string company = f.Company;
        return ("report", $"Quarterly report of {company}", $"""
            {company} closed the quarter of {f.Period(2026)} with revenue of {f.Decimal(40, 90)} million euros, a rise of {f.Decimal(2, 15)} percent over the year before.
            Orders grew faster than deliveries, so the order book now covers {f.Number(5, 14)} months of production.
            The gross margin was {f.Decimal(28, 41)} percent; energy at the {f.City} plant cost {f.Decimal(1, 4)} million euros more than planned and was only partly passed on.
            Operating cash flow reached {f.Decimal(3, 9)} million euros after an inventory build-up for the autumn season.
            Capital expenditure is registered under {f.Reference(2026)} and amounts to {f.Decimal(2, 7)} million euros, two thirds of it for the second coating line.
            Headcount rose by {f.Number(12, 85)} to {f.Number(900, 2400)} people, mostly in service.
            Management keeps its guidance: revenue growth of {f.Number(6, 10)} to {f.Number(11, 14)} percent for the year, and a dividend proposal of {f.Decimal(1, 3)} euros per share to the meeting of {f.Day(2027)}.
            Risks are unchanged. The largest single customer stands for {f.Number(11, 24)} percent of revenue, and a further rise of freight rates would cost about {f.Decimal(1, 2)} million euros per quarter.
            """);
    }

    private static (string, string, string) MeetingMinutes(Facts f) => ("minutes", $"Minutes of the {f.City} steering group", $"""
        The group met on {f.Day(2026)} with {f.Number(5, 14)} members present.
        It approved the revised budget of {f.Number(180, 460)} thousand euros and took note of item {f.Reference(2026)}.
        The move to the new warehouse slips by {f.Number(2, 6)} weeks because the floor inspection has to be repeated.
        Ms Okafor will report on the tender until {f.Day(2026)}.
        """);

    private static (string, string, string) IncidentReview(Facts f)
    {
        int minutes = f.Number(38, 140);
        return ("review", "Review of the payment outage", $"""
            On {f.Day(2026)} card payments failed for {minutes} minutes. About {f.Number(1800, 9400)} purchases were refused and {f.Number(40, 310)} customers called the hotline.
            The cause was a certificate of the {f.City} gateway that expired at 02:00. Its renewal had been ordered under {f.Reference(2026)} but was installed only on the standby node.
            Monitoring noticed the rise of refused payments after {f.Number(3, 9)} minutes. The first alert went to a team that no longer owns the gateway, which cost another {f.Number(11, 29)} minutes.
            The on-call engineer switched to the standby node, and payments recovered within {f.Number(2, 6)} minutes. Refunds for double bookings were completed on {f.Day(2026)}.
            What went well: the standby node was healthy, and the runbook for switching over was up to date and took one page.
            What did not: ownership data was {f.Number(5, 16)} months old, and nothing checked the expiry of certificates on nodes that take traffic.
            Actions: a daily check of all certificates that warns {f.Number(20, 45)} days ahead, alerts routed by the service register, and a quarterly switch-over exercise beginning {f.Day(2027)}.
            Estimated loss of revenue is {f.Number(24, 96)} thousand euros before insurance, of which {f.Number(5, 20)} thousand are expected back.
            """);
    }

    private static (string, string, string) SupplyContract(Facts f)
    {
        string buyer = f.Company;
        return ("contract", $"Supply agreement with {buyer}", $"""
            This agreement between {buyer} and the supplier is registered as {f.Reference(2026)} and holds for the period {f.Period(2027)}.
            The supplier delivers {f.Number(400, 2600)} units per month to the warehouse in {f.City}, at {f.Decimal(14, 38)} euros per unit including packaging.
            Prices are fixed for {f.Number(6, 12)} months; after that either side may ask for a review when the published resin index moves by more than {f.Number(4, 9)} percent.
            Late deliveries cost {f.Decimal(1, 3)} percent of their value per week, up to {f.Number(8, 15)} percent. Deliveries that fail inspection are replaced within {f.Number(5, 15)} working days.
            The buyer pays within {f.Number(14, 45)} days. Liability is limited to {f.Number(250, 900)} thousand euros per year, except for intent and gross negligence.
            Either side may end the agreement with {f.Number(3, 6)} months' notice. Obligations of confidence last for {f.Number(2, 5)} years beyond its end.
            Annex A lists {f.Number(12, 40)} part numbers with drawings. Annex B holds the quality plan of {f.Number(60, 180)} pages, including {f.Number(20, 75)} test procedures and the sampling tables of each production step.
            Signed in {f.City} on {f.Day(2026)}.
            """);
    }

    private static (string, string, string) Invoice(Facts f) => ("invoice", $"Invoice of {f.Company}", $"""
        Invoice {f.Number(10000, 99999)} of {f.Day(2026)} for services in the period {f.Period(2026)}, order {f.Reference(2026)}.
        Consulting: {f.Number(12, 60)} hours at {f.Number(95, 160)} euros. Travel to {f.City}: {f.Number(180, 720)} euros.
        The amount of {f.Number(4, 9)}{f.Number(100, 999)} euros is due within {f.Number(14, 30)} days.
        """);

    private static (string, string, string) AuditFinding(Facts f) => ("audit", $"Audit of purchasing at {f.Company}", $"""
        The audit covered the period {f.Period(2026)} and examined {f.Number(60, 240)} of {f.Number(700, 1900)} purchase orders above 10 thousand euros.
        In {f.Number(4, 19)} orders the second signature was given after delivery. In {f.Number(2, 8)} of them the buyer and the approver reported to the same manager, which the rule of {f.Day(2025)} forbids.
        Supplier master data was changed {f.Number(90, 330)} times; {f.Number(3, 14)} changes of bank accounts lacked the required call-back. No payment to a wrong account was found.
        Framework contract {f.Reference(2025)} was used for goods outside its scope worth {f.Number(30, 140)} thousand euros. A new tender for these goods would probably have saved {f.Number(4, 11)} percent.
        The three findings of the previous audit are closed. One of them, the register of gifts, still relies on a shared spreadsheet with {f.Number(30, 110)} editors.
        Recommendations: block release without two signatures in the ordering system, make the call-back a step that cannot be skipped, and review scope when a framework contract passes {f.Number(70, 90)} percent of its value.
        Management agreed to all of them and names {f.Day(2027)} as the date of completion.
        """);

    private static (string, string, string) PressRelease(Facts f)
    {
        string company = f.Company;
        return ("press", $"{company} opens a site in {f.City}", $"""
            {company} opened its new service centre on {f.Day(2026)}. The building offers {f.Number(1200, 5200)} square metres and room for {f.Number(60, 210)} people.
            The company invested {f.Decimal(3, 12)} million euros. The permit is registered under {f.Reference(2026)}.
            "We can now answer within {f.Number(2, 9)} hours", said the head of service.
            """);
    }

    private static (string, string, string) StudyAbstract(Facts f) => ("study", "Abstract: sleep and shift work", $"""
        We followed {f.Number(180, 940)} shift workers in {f.City} over the period {f.Period(2025)} (study {f.Reference(2025)}).
        Forward rotation shortened the time to fall asleep by {f.Number(6, 18)} minutes on average, with {f.Number(5, 12)} percent fewer days of sick leave.
        The effect was smaller for workers above 50 years. Drop-out was {f.Decimal(4, 11)} percent.
        """);

    private static (string, string, string) PolicyMemo(Facts f) => ("memo", "Memo on remote work", $"""
        From {f.Day(2027)} teams may work remotely on up to {f.Number(2, 4)} days per week, as agreed in {f.Reference(2026)}.
        Equipment is paid up to {f.Number(350, 900)} euros per person. Requests for work from abroad are answered within {f.Number(5, 15)} days.
        A survey after {f.Number(6, 12)} months decides about further steps.
        """);
}
